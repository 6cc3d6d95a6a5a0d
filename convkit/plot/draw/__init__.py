"""What every picture is made of: the sheet, cells, words, marks, and one step of an operation."""
