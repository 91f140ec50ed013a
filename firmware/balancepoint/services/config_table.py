"""The keys of the settings file, apart from those of the core, and how each value is written (docs/settings.md).

Settings of the core are those of `control.settings.settings_table`, with its limits and units; here stands what the board adds.
Loaded when a settings file is read or described.
"""

from ..control.settings import memory_table, settings_table
from ..units.protocols import SERIAL
from .wishes import MODES, PRESETS

VERSION = 1
MUST = "must be given"
REMOTE = "ir:REMOTE"  # stands for the remotes of `units.ir.names`
FLAG = "true or false"
POINT = "V at Hz"
VOLT = "0.001 V"
TEMPERATURE = "0.01 °C"
UNIT = settings_table.UNIT[:7]  # the core's settings that stand in the section unit
INSTALLED = settings_table.UNIT[7:]  # and those without a limit of their own that stand in settings
PLAIN = {  # settings of the core that have no line in its table
    "speed_min": ("Hz", 1, 240),
    "speed_rated": ("Hz", 1, 240),
    "speed_max": ("Hz", 1, 240),
    "low_cutout": (TEMPERATURE, -6000, 1000),
}
LIKE = {
    "heating": '[{"outdoor": "-15 °C", "min": ["610 W", "240 W"], "rated": ..., "max": ...}, ...]',
    "zones": '[["3 m", "-20 °", "110 cm"], ...]',
    "levels": '["2 V", "4 V", "6 V", "8 V", "10 V"]',
    "read_back": '["run_enable", "valve"]',
}


def _wish(name):
    """(low, high, default) of what people ask for, as the core remembers it."""
    for row in memory_table.TABLE:
        if row[0] == name:
            return row[2], row[3], row[1]
    return None


_PWM = (
    ("full_scale", VOLT, 1000, 24000, 10000, "voltage of the converter at full duty"),
    ("frequency", "Hz", 100, 20000, 1000, "of the PWM, from the converter's data sheet"),
    ("inverted", FLAG, 0, 1, 0, "true: a duty of 0 is full scale"),
)
# section: (key, unit or words, low, high, default, meaning), ...; a tuple as the default: a list of such values
SECTIONS = (
    (
        "drive",
        (
            "kind",
            ("none", "direct", "modbus") + SERIAL + ("auto", REMOTE),
            0,
            0,
            "none",
            "direct: this board's relays and 0-10 V drive the unit; modbus: an inverter on RS-485 and relays; "
            "cn105 (Mitsubishi Electric), s21 (Daikin), midea, cncnt (Panasonic), gree, toshiba, hlink (Hitachi), "
            "fujiuart (Fujitsu), nonnasa and nasa (Samsung), lg, haier: it is led over its serial port; "
            "auto: by whichever of cn105, s21, midea and haier it answers; ir:gree and so on: by the light of that remote "
            "(names: docs/infrared.md); none: this board switches the heater alone",
        ),
        ("model", "text", 1, 24, None, "with ir: which of the remotes of that name, the first if it is left out"),
        ("baud", "", 1200, 115200, None, "speed of that port, where it is another than the protocol's own"),
        (
            "read_back",
            ("run_enable", "valve", "outdoor_fan", "aux_1", "aux_2", "aux_contact"),
            0,
            0,
            (),
            "relays whose own contact is wired back",
        ),
        ("inverter_timeout", "s", 1, 5, MUST, "the inverter stops by itself this long after its signals are gone"),
        (
            "valve_release",
            "s",
            10,
            60,
            MUST,
            "the off-delay relay holds the valve this long after the board lets go of it; the compressor waits",
        ),
    ),
    (
        "drive.speed_output",
        ("low", POINT, 0, 0, MUST, "signal at a low speed, at most speed_min"),
        ("high", POINT, 0, 0, MUST, "and at a high one, at least speed_max; a straight line between"),
    )
    + _PWM,
    ("drive.indoor_fan", ("levels", VOLT, 0, 24000, (2000, 4000, 6000, 8000, 10000), "signals of the five levels"))
    + _PWM,
    (
        "network",
        ("ssid", "text", 1, 32, "", "wireless network; without one the board stays off the air"),
        ("password", "text", 8, 63, "", "its password (WPA2); none: an open network"),
        ("ntp", "text", 1, 127, "0.pool.ntp.org 1.pool.ntp.org 2.pool.ntp.org", "time servers, a blank between"),
        ("hostname", "text", 1, 32, "balancepoint", "name of the board: letters, digits, hyphens"),
        (
            "country",
            "text",
            2,
            2,
            "",
            "two letters, for the channels and the power that its law allows; none: the world's",
        ),
        (
            "address",
            "text",
            1,
            18,
            "",
            'fixed address with the length of its network, like "192.168.1.50/24"; none: as the router gives it',
        ),
        ("gateway", "text", 1, 15, "", "with a fixed address: the router"),
        ("dns", "text", 1, 15, "", "with a fixed address: who knows names; none: the router"),
    ),
    (
        "network.mqtt",
        ("broker", "text", 1, 63, "", "name or address of the MQTT broker; without one nothing is said or heard"),
        ("port", "", 1, 65535, None, "of the broker; none: 1883, with `ca` 8883"),
        ("user", "text", 1, 63, "", "at the broker"),
        ("password", "text", 1, 63, "", "at the broker"),
        (
            "ca",
            "text",
            1,
            63,
            "",
            "TLS: file on the board with the certificate, DER, that has signed the broker's; with PSRAM only",
        ),
        (
            "discovery",
            ("device", "entities", "none"),
            0,
            0,
            "device",
            "how Home Assistant finds us: device (2024.11 and later), entities (older ones), none",
        ),
        ("prefix", "text", 1, 31, "homeassistant", "first word of Home Assistant's own topics"),
    ),
    (
        "network.page",
        ("on", FLAG, 0, 1, 0, "true: the board serves its page and what programs may ask (docs/page.md)"),
        ("port", "", 1, 65535, 80, "of the page"),
        (
            "token",
            "text",
            16,
            64,
            "",
            "of programs, which have no password: readings in, /api/status, /metrics; none: no program",
        ),
        ("metrics", FLAG, 0, 1, 0, "true: /metrics for Prometheus, with the token"),
    ),
    (
        "time_zone",
        ("offset", "s", -43200, 50400, 0, "winter time less UTC, + east of Greenwich"),
        ("summer_time", ("none", "EU", "US"), 0, 0, "none", "rule of summer time"),
    ),
    (
        "request",  # at the first start, later the people's
        ("mode", MODES, 0, 0, MODES[_wish("mode")[2]], "mode at the first start"),
        ("heat_setpoint", TEMPERATURE) + _wish("heat_setpoint") + ("heating set point at the first start",),
        ("cool_setpoint", TEMPERATURE) + _wish("cool_setpoint") + ("cooling set point at the first start",),
        ("dial", "") + _wish("dial") + ("comfort dial at the first start; it replaces both set points",),
        ("preset", PRESETS, 0, 0, PRESETS[_wish("preset")[2]], "preset at the first start"),
    ),
)
