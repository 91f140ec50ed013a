"""Samsung's older bus (F1, F2 between outdoor and indoor units): 2400 baud, even parity, 14 bytes a frame.

Facts: lanwin/esphome_samsung_ac (components/samsung_ac/protocol_non_nasa.cpp, test/main_test_non_nasa.cpp); words of our own.
"""
