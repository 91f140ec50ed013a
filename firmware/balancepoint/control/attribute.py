"""How files, tables and commands speak of settings and of what is remembered: by the name of the attribute.

    setattr(memory, attribute("heat_setpoint"), 2100)

On a board the attributes have shorter names, for a name costs memory for good (`tools/rename.py` writes them in here); loaded for
the errand alone.
"""


def attribute(name):
    """The attribute of Settings or Memory that is called `name`."""
    return name
