"""Toshiba (CN22; Shorai, Seiya, Suzumi and their like)."""
