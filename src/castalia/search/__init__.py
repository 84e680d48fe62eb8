"""Which sections answer a query."""
