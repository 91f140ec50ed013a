"""Gree, Sinclair, Tosot, Aermec and others with Gree's board: the plug of the Wi-Fi module."""
