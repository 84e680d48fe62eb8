"""Several sets that are searched together, as one."""
