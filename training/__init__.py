"""Learns the weights that the package ships, from questions and the places that answer them."""
