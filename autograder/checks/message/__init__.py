"""What a failed check says, and how that looks."""
