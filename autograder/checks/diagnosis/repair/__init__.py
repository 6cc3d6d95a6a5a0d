"""Which single edit of a student's own function makes it right: its place and its kind.

edits/    what is worth trying
bench/    all of it in one function, compiled once and called
likely         which lines hold the mistake, and which hardly ever
fresh_cases    smaller cases with other numbers
search    which edits are right on every case, and on fresh ones
words     what is told of an edit: the line and the kind, not the cure
"""
