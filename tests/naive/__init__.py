"""Slow, obvious answers, one module a room."""
