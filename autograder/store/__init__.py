"""What is kept: the journal and the gradebook."""

#: the folder of a course that holds what the program keeps for itself
STATE = ".grade"
