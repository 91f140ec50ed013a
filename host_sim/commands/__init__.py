"""The commands of `balancepoint`, one file each, and what they share: options, screen, files."""
