"""What a record of the history is, and how its files are called: for `history` and `segments`."""

WORDS = 8  # of 16 bits in a record
RECORD = 2 * WORDS  # bytes
NAME = "house."  # and the number of the day
