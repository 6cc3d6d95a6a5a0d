"""One submission: what was handed in, and what each exercise of it earns."""
