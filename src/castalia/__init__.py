"""Castalia searches Python's official documentation the way people search the web."""

__version__ = "0.1.0"
