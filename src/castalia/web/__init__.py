"""The service: pages for people, JSON for programs."""
