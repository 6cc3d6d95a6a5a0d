"""One number for every window, and the way back."""
