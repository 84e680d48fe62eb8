"""Our one token stream, for documents and queries alike."""
