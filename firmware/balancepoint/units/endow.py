"""What a unit can by its protocol, until it says so itself. Loaded when a session is made."""


def endow(unit, abilities):
    """{name: value} of `modes`, `fans`, `quiet`, `vanes`, `wide_vanes`, `step`, `feed`, `heat_low`, `heat_high`, `cool_low`,
    `cool_high`, `tells_defrost`, `tells_running`; others stay."""
    get = abilities.get
    unit.modes = get("modes", unit.modes)
    unit.fans = get("fans", unit.fans)
    unit.quiet = get("quiet", unit.quiet)
    unit.vanes = get("vanes", unit.vanes)
    unit.wide_vanes = get("wide_vanes", unit.wide_vanes)
    unit.step = get("step", unit.step)
    unit.feed = get("feed", unit.feed)
    unit.heat_low = get("heat_low", unit.heat_low)
    unit.heat_high = get("heat_high", unit.heat_high)
    unit.cool_low = get("cool_low", unit.cool_low)
    unit.cool_high = get("cool_high", unit.cool_high)
    unit.tells_defrost = get("tells_defrost", unit.tells_defrost)
    unit.tells_running = get("tells_running", unit.tells_running)
