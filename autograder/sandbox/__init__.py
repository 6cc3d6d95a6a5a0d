"""Where students' code runs, and the conversation with it."""
