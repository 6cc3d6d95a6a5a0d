"""For course writers: lessons are read, built, proved and tried here."""
