"""Daikin S21 (also S403)."""
