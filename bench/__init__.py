"""How fast detente is, beside hand-written polars and DuckDB, in one run: ``python -m bench``."""
