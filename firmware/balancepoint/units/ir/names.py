"""The remotes that are known, by name: `ir:NAME` in the settings, and a file of this folder. Loaded when settings are read,
and to name a remote that was heard."""

NAMES = (
    "coolix", "daikin", "daikin160", "daikin176", "daikin216", "electra_ac", "fujitsu_ac", "gree", "haier_ac", "hitachi_ac264",
    "hitachi_ac344", "hitachi_ac424", "kelvinator", "lg", "lg2", "midea", "mitsubishi136", "mitsubishi_ac",
    "mitsubishi_heavy_152", "mitsubishi_heavy_88", "panasonic_ac", "samsung_ac", "sharp_ac", "tcl112ac", "toshiba_ac",
    "whirlpool_ac",
)  # fmt: skip
