"""Every single edit of a function that is worth trying.

edit        one edit of a function, as data
tiers       all edits, the likeliest first
expressions, subscripts, calls, statements    what each kind of code may have been meant to be
several     edits of several places at once
borrowed    what the function does in one place and may have forgotten in another
solution    what the lesson's own solution has there, for the exam
nodes       small tools for syntax trees
"""
