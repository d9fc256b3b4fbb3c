"""Pages, tables and programs' answers over HTTP, read-only."""
