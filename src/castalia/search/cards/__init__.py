"""The answer at a glance."""
