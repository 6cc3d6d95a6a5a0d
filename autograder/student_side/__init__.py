"""What runs beside the student's code, in the candidate process: all it can read of this project.

These files import the standard library, NumPy and each other, and nothing else: the candidate's
file system holds this folder and what the lesson allows.
"""
