"""One engine for the notebook and the exam: run a student's function, compare, say what is wrong."""
