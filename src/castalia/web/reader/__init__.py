"""The stored pages, for reading without a network."""
