"""What a run shows: the table, the picture and the page."""
