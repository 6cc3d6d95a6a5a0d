"""What a process of a student gives up before its first line."""
