"""Every single edit of a function that is worth trying.

edit, change    one edit of a function; one other expression
tiers           all edits, the likeliest first
expressions, calls, statements    what each kind of code may have been meant to be
nodes           small tools for syntax trees
"""
