"""What executes the controller's Commands. One file a kind of unit; `app` knows no more of them than this:

    link.step(command, now)     # 8 times a second: carry it out; drop to safe by itself once `command.valid_until` has passed
    link.look(now)              # 4 times a second: what comes back: contacts, frames
    link.fill(readings, now)    # before each tick: what the unit tells, into the core's `Readings`
    link.safe()                 # now: heater off, compressor stopped, valve where it is; a managed unit on its own sensor
    link.valid                  # 1 while the last Command is in force: the heater's alive pin is toggled only then
    link.faults                 # {name: text} of what does not do as it is told

`now`: s since boot. None of these waits. Serial and infrared units will keep to it: codec and session in a file of their own.
"""
