"""What pages say: pure functions from a page's HTML to its sections, names and links."""
