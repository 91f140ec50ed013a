"""Samsung NASA, the newer bus (F1, F2 or the socket of the wireless adapter): 9600 baud, even parity, messages by number.

Facts: lanwin/esphome_samsung_ac (components/samsung_ac/protocol_nasa.*, test/main_test_nasa.cpp), omerfaruk-aran's fork, issue
#350; words of our own.
"""
