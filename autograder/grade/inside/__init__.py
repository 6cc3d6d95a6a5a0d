"""What runs beside the student's code, in the candidate process.

These files import the standard library, NumPy, `autograder.calls` and `autograder.policy`, and
nothing else: the candidate's file system holds no more of the course than that.
"""
