"""Mitsubishi Electric CN105, air-to-air."""
