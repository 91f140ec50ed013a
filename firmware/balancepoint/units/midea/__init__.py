"""Midea's UART, as its WiFi module speaks it: Midea, Comfee, Carrier and Toshiba-Carrier splits, Pioneer and many others."""
