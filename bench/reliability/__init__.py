"""The long run of faults: thousands of kills and corruptions, counted and printed."""
