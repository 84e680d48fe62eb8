"""What a query means: text in, a parsed query out; pure."""
