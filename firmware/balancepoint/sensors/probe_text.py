"""What is wrong with a sensor, in words. Loaded when somebody asks."""

# in the order of the faults of `probe`
TEXTS = (
    "works",
    "has not measured yet",
    "does not answer: wire or address",
    "bus stuck or shorted",
    "data damaged on the way: cable too long, or beside mains",
    "lost its supply and began anew",
    "open: broken wire or nothing connected",
    "short-circuit",
    "outside what this sensor can measure",
    "answers like another chip",
    "nothing has come for 15 min",
)
