"""Hitachi H-Link at the connector of the infrared receiver or of the adapter (CN7): 9600 baud, odd parity, lines of ASCII.

Facts: lumixen/esphome-hlink-ac (README, docs/hlink_alarm_codes.csv, issues #42, #63); words of our own.
"""
