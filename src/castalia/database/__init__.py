"""The database layer, and the index's tables in it."""
