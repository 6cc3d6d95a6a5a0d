"""Calling a function under its edits.

weave    all edits in one function, compiled once
here     in this process
exam     where the student's code lives
"""
