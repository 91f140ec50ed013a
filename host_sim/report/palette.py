"""The colours of picture and page: what each quantity is drawn in, on white paper and, on the page, in the dark."""

# name: (on light ground, on dark ground)
COLOURS = {
    "room": ("#c8553d", "#ee8067"),
    "second": ("#4a7fb0", "#7db1e2"),
    "operative": ("#d9a08f", "#c39182"),
    "sensor": ("#9aa5b1", "#8796a5"),
    "band": ("#8fb996", "#6fa67a"),
    "outdoor": ("#4a7fb0", "#7db1e2"),
    "load": ("#22303f", "#e6ebf0"),
    "heat": ("#e09f3e", "#edb45c"),
    "capacity": ("#d9cbb3", "#8b7b5f"),
    "supply": ("#d1772e", "#ef9a55"),
    "coil": ("#5f9ea0", "#7fc0c2"),
    "speed": ("#7a5c99", "#b799d6"),
    "frost": ("#79b4d0", "#79b4d0"),
    "defrost": ("#2a6fdb", "#5b9bff"),
    "fan": ("#5b8e7d", "#82bda9"),
    "compressor": ("#2f7f86", "#3f9aa2"),
    "indoor_fan": ("#a7c4bc", "#a7c4bc"),
    "standby": ("#c3cad1", "#66727e"),
    "backup": ("#d1495b", "#ef6b7c"),
    "on_off": ("#6f7f96", "#9fb0c8"),
    "maker": ("#4f9496", "#78c3c5"),
    "tpi": ("#a9783f", "#d3a670"),
}

INK = COLOURS["load"][0]


def light(name: str) -> str:
    return COLOURS[name][0]


def css() -> str:
    """The colours as custom properties, light and dark."""
    sides = ["".join(f"--{name.replace('_', '-')}:{pair[side]};" for name, pair in COLOURS.items()) for side in (0, 1)]
    return f":root{{{sides[0]}}}@media(prefers-color-scheme:dark){{:root{{{sides[1]}}}}}"
