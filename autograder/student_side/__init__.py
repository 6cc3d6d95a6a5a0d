"""What runs beside the student's code, in the candidate process.

These files import the standard library, NumPy and each other, and nothing else: the candidate's
file system holds this folder and what the lesson allows (`sandbox/readable_files.py`).
"""
