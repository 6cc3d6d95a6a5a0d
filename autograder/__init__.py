"""autograder: checks, builds and grades the course."""
