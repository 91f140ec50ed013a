"""Direct drive over Modbus RTU: an inverter that is told its speed and tells what it measures."""
