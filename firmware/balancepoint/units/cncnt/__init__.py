"""Panasonic CN-CNT, as the CZ-TACG1 speaks it."""
