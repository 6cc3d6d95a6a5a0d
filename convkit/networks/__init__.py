"""Layers and their training, what a network costs, and what its units see."""
