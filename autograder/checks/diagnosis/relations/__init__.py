"""Answers that are right to another question, or right but for what was done to them.

relation            one such change, as data
changed_questions   the oracle asked with changed arguments
changed_answers     the oracle's answer, changed
displaced           the oracle's answer in the wrong places
search              which of them explains every case
"""
