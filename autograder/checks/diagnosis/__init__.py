"""Naming the mistake behind a wrong result.

reasons         in which order the others are asked
misconceptions  the lesson's known wrong answers
relations/      the oracle for a changed question, or its answer changed
repair/         the edit of the student's own code that makes it right
signs, array_signs, sign    what can be seen in the text
exceptions      what the arrays were in the line that raised
question, outcomes, source    what they work on
"""
