"""Haier: hOn and smartAir2, the plug of the Wi-Fi module. 9600 baud, no parity."""
