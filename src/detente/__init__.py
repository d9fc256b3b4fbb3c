"""Checked statements about how countries cooperate and compete in AI."""

__version__ = "0.1.0"

__all__ = ["__version__"]
