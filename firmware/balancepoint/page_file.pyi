"""Where the page is, as `tools.page` generates it, as `balancepoint/page_file.py`."""

MARK: str  # another one for each content
RULES: str  # Content-Security-Policy: its own script and style, and nothing from elsewhere
NAME: str  # of the file, beside the package
PIECES: tuple[bytes, ...]  # the page itself, where it is frozen with the program
