"""The pages that people search with, and the addresses of docs.python.org."""
