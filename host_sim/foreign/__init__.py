"""Rooms of others as a standing bench: zones of the DOE prototype buildings that come with EnergyPlus, in its weather files, with
our heat pump in steps of 10 s. None of the rules here, and none of the core's, was tuned on them (docs/foreign.md).

    balancepoint foreign                       every row; what is done already is not run again
    balancepoint foreign office_south heat     the rows of a zone, a climate, a kind
    balancepoint foreign --short               three rows, one of each kind
"""
