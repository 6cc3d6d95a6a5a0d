"""The files of answers are data for `test_answers.py`, not modules."""

collect_ignore_glob = ["[0-9]*.py"]
