"""What the public files stand on: checks of arguments, and the orders of work that are fast."""
