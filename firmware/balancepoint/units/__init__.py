"""What executes the controller's Commands. One room a kind of unit; `app` knows no more of them than this:

    link.step(command, now)     # 8 times a second: carry it out; drop to safe by itself once `command.valid_until` has passed
    link.look(now, ms)          # every `link.pace` ms: what comes back: contacts, frames
    link.fill(readings, now)    # before each tick: what the unit tells, into the core's `Readings`
    link.safe()                 # now: heater off, compressor stopped, valve where it is; a managed unit on its own sensor
    link.wish(request)          # before each tick: 1 if people have asked for something at the handset; `request` has it
    link.valid                  # 1 while the last Command is in force: the heater's alive pin is toggled only then
    link.faults                 # {name: text} of what does not do as it is told
    link.journal                # of the controller, once there is one
    link.restart                # 1: the board should start again, for another unit was found
    link.relays, test, acknowledge      # the board's own relays: `relays`, from which every link inherits

`now`: s since boot. `ms`: a counter of ms that wraps (`ticks.since`). None of these waits.

A unit that owns its compressor is spoken to by a session (`cn105`, `s21`, `midea`, ...), over a stream of bytes. The session
shares one `Unit` with the link: what the unit can, what it says, what it is asked for.

    session = Session(unit)
    session.step(stream, ms)    # what came in, what goes out now; never waits, allocates nothing
    session.pace                # ms between two steps at which the protocol's own times can be kept
    Session.BAUD, PARITY, STOP  # of the line: 2400, 0 (None, 0 even, 1 odd), 1
    Session.INVERTED            # 1: both levels of the line are; where it is not said, they are not
    Session.ABILITIES           # {name of `Unit`: value} until the unit has said better
    session.linked              # 1 while the unit answers

    stream.read(buffer)         # bytes that have come into a bytearray, from its beginning; how many, 0 for none
    stream.write(buffer, count) # the first `count` bytes of it go out

A protocol's room has `codec` (pure: bytes <-> values, nothing kept), `session` (the state machine, time as an argument) and
`words` (every field of a frame explained, fault codes and what to do; loaded when people ask).
"""
