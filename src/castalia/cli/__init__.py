"""The command line: what to do comes in as arguments; data goes to stdout, talk to stderr."""
