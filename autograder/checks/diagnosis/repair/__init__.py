"""Which single edit of a student's own function makes it right: its place and its kind.

edits, expressions, statements    what is worth trying
weave                             all of it in one function, compiled once
bench                             calling an edited function
search                            which edits are right on every case, and on fresh ones
words                             what is told of an edit: the line and the kind, not the cure
"""
