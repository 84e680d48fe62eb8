"""From the beginning of a query to what it may become."""
