"""Facts that the starter carries beside papers: one file a publisher."""
