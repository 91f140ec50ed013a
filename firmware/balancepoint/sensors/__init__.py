"""One file a sensor; the bus is handed in. `catalogue` makes the drivers that the settings file asks for."""
