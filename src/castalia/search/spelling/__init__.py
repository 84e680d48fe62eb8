"""From a misspelt query to the one that was meant."""
