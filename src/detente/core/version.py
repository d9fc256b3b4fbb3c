"""The version of detente, written here alone."""

__version__ = "0.1.0"
