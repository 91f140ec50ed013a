"""What surrounds the control: settings, storage, console, network. Nothing of it is needed to hold the room."""
