"""One engine for the notebook and the exam: run a function, compare, say what is wrong."""
