"""One module a lesson, made by `autograder build`: its wrong implementations, importable."""
