"""What the documentation says of one thing, and of the things beside it."""
