"""From a source to a searchable index."""
