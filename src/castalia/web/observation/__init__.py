"""What the service tells of itself: metrics, logs, names of requests."""
