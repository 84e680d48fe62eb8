"""From a query to sections with scores."""
