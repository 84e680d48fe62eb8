"""Where documentation comes from: archives, folders, addresses, the system."""
