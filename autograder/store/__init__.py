"""What is kept: the journal and the gradebook."""
