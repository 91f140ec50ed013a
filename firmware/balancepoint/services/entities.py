"""The one table of what Home Assistant sees: its entities, the topics of each, and the messages by which it finds them (MQTT
discovery; names of fields are those of Home Assistant's documentation, abbreviated as listed there). Loaded for a greeting.

    for topic, payload, retain, quality in messages(source): ...

A payload is what gives its pieces, for it never is in memory as a whole: eight kilobytes. docs/homeassistant.md is made of TABLE.
"""

import json

from .. import board, hal

_TEMPERATURE = '"dev_cla":"temperature","unit_of_meas":"°C","stat_cla":"measurement"'
_D = ',"ent_cat":"diagnostic"'
_C = '"ent_cat":"config"'
_STEP = '"step":0.5,"dev_cla":"temperature","unit_of_meas":"°C",' + _C
# key, platform, name, topic, what the house must have, further fields. The key is the field in the topic's JSON, and the wish
# below set/.
TABLE = (
    (
        "hz",
        "sensor",
        "Compressor",
        "state",
        "",
        '"dev_cla":"frequency","unit_of_meas":"Hz","stat_cla":"measurement"' + _D,
    ),
    ("w", "sensor", "Power", "state", "power", '"dev_cla":"power","unit_of_meas":"W","stat_cla":"measurement"'),
    (
        "kwh",
        "sensor",
        "Energy",
        "state",
        "power",
        '"dev_cla":"energy","unit_of_meas":"kWh","stat_cla":"total_increasing"',
    ),
    ("cop", "sensor", "COP", "state", "power", '"stat_cla":"measurement"'),
    ("outdoor", "sensor", "Outdoor", "state", "", _TEMPERATURE),
    ("outdoor_coil", "sensor", "Outdoor coil", "state", "outdoor_coil", _TEMPERATURE + _D),
    ("indoor_coil", "sensor", "Indoor coil", "state", "indoor_coil", _TEMPERATURE + _D),
    ("supply", "sensor", "Supply air", "state", "supply", _TEMPERATURE + _D),
    ("frost", "sensor", "Frost", "state", "frost", '"unit_of_meas":"%","stat_cla":"measurement"' + _D),
    ("fan_level", "sensor", "Fan level", "state", "", '"stat_cla":"measurement"' + _D),
    ("target_now", "sensor", "Target now", "state", "", _TEMPERATURE + _D),
    ("backup", "sensor", "Backup stage", "state", "backup", '"stat_cla":"measurement"'),
    ("emergency", "switch", "Emergency heat", "state", "backup", _C),
    ("freeze", "binary_sensor", "Freeze protection", "state", "", '"dev_cla":"cold"' + _D),
    ("window", "binary_sensor", "Window", "state", "window", '"dev_cla":"window"'),
    ("fault", "binary_sensor", "Fault", "fault", "", '"dev_cla":"problem","json_attr_t":"@fault"' + _D),
    ("what", "sensor", "What is wrong", "fault", "", '"json_attr_t":"@fault"' + _D),
    ("filter_due", "binary_sensor", "Filter due", "diag", "", '"dev_cla":"problem"' + _D),
    ("filter_hours", "sensor", "Filter", "diag", "", '"dev_cla":"duration","unit_of_meas":"h"' + _D),
    ("outdoor_due", "binary_sensor", "Outdoor unit due", "diag", "", '"dev_cla":"problem"' + _D),
    ("outdoor_hours", "sensor", "Outdoor unit", "diag", "", '"dev_cla":"duration","unit_of_meas":"h"' + _D),
    ("journal", "sensor", "Journal", "journal", "", '"json_attr_t":"@journal"' + _D),
    ("notice", "event", "Notice", "event", "", '"evt_typ":["normal","attention"]'),
    ("answer", "sensor", "Last answer", "answer", "", '"json_attr_t":"@answer"' + _D),
    ("heat", "number", "Heating set point", "climate", "", '"min":10,"max":28,' + _STEP),
    ("cool", "number", "Cooling set point", "climate", "cooling", '"min":16,"max":32,' + _STEP),
    ("dial", "select", "Comfort dial", "climate", "", '"ops":["none","-3","-2","-1","0","1","2","3"],' + _C),
    ("filter_cleaned", "button", "Filter cleaned", "", "", _C),
    ("outdoor_cleaned", "button", "Outdoor unit looked at", "", "", _C),
    ("serviced", "button", "Serviced", "", "", _C),
    ("acknowledge", "button", "Release latches", "", "", _C),
    ("price", "sensor", "Energy price", "diag", "price", '"stat_cla":"measurement"' + _D),
    ("forecast", "sensor", "Outdoor forecast", "diag", "forecast", _TEMPERATURE + _D),
    ("rssi", "sensor", "WiFi", "diag", "", '"dev_cla":"signal_strength","unit_of_meas":"dBm","en":false' + _D),
    ("up", "sensor", "Hours since the start", "diag", "", '"dev_cla":"duration","unit_of_meas":"h","en":false' + _D),
    ("heap", "sensor", "Free memory", "diag", "", '"unit_of_meas":"B","en":false' + _D),
    ("turn", "sensor", "Longest network turn", "diag", "", '"unit_of_meas":"ms","en":false' + _D),
    ("passed_over", "sensor", "Messages passed over", "diag", "", '"en":false' + _D),
)
COMMANDS = ("switch", "number", "select", "button")  # platforms that have a wish
STATELESS = ("button", "event")  # and those without a value
DEVICE, ENTITIES, NONE = "device", "entities", "none"
_KEY = "discovery"  # among the chip's numbers: in which way we were announced last
_WAYS = (NONE, DEVICE, ENTITIES)
_MIGRATE = '{"migrate_discovery":true}'


def climate(base, has):
    """The fields of the thermostat itself: two set points as heat_cool, one in heat and in cool; null for what does not apply."""
    cooling = "cooling" in has
    modes = ("off", "heat") + (("cool", "heat_cool", "dry") if cooling else ()) + ("fan_only",)
    topics = [("mode", "mode"), ("pr_mode", "preset"), ("temp", "target")]
    if cooling:
        topics += [("temp_lo", "low"), ("temp_hi", "high")]
    lists = ""
    air = ["quiet"] * ("quiet" in has) + [str(level + 1) for level in range(has.get("fan", 0))]
    for key, short, names in (("fan", "fan_mode", air), ("vane", "swing_mode", None), ("wide", "swing_h_mode", None)):
        if key in has:
            topics.append((short, key))
            if names is None:
                names = [str(place + 1) for place in range(has[key])] + ["swing"]
            lists += ',"%ss":%s' % (short, json.dumps(["auto"] + names))
    text = '"name":null,"modes":%s,"pr_modes":["home","away","sleep","eco","follow"]%s' % (json.dumps(modes), lists)
    for short, key in topics:
        template = "pr_mode_val_tpl" if short == "pr_mode" else short + "_stat_tpl"
        text += ',"%s_stat_t":"%s/climate","%s":"{{value_json.%s}}","%s_cmd_t":"%s/set/%s"' % (
            short, base, template, key, short, base, key,
        )  # fmt: skip
    for short, key in (("curr_temp", "room"), ("act", "action"), ("curr_hum", "humidity")):
        if key != "humidity" or key in has:
            text += ',"%s_t":"%s/climate","%s_tpl":"{{value_json.%s}}"' % (short, base, short, key)
    text += (
        ',"pow_cmd_t":"%s/set/power","min_temp":10,"max_temp":32,"temp_step":0.5,"precision":0.1,"temp_unit":"C"' % base
    )
    return text


def fields(row, base):
    """The fields of an entity of TABLE."""
    key, platform, name, topic, _needs, more = row
    text = '"name":"%s"' % name
    if topic:
        text += ',"stat_t":"%s/%s"' % (base, topic)
        if platform not in STATELESS:
            text += ',"val_tpl":"{{value_json.%s}}"' % key
    if platform in COMMANDS:
        text += ',"cmd_t":"%s/set/%s"' % (base, key)
    return text + "," + more.replace("@", base + "/")


class _Announced:
    """The messages for one state of the house, which must not change between two looks at a payload."""

    def __init__(self, source):
        self.base = source.base
        self.prefix = source.prefix
        self.has = dict(source.has)
        self.name = source.name
        self.node = "balancepoint_" + source.base.rpartition("/")[2]

    def head(self):
        """Who we are, as every payload begins."""
        version = json.dumps(board.VERSION)
        return (
            '{"dev":{"ids":["%s"],"name":%s,"mf":"Balancepoint","mdl":%s,"sw":%s},'
            '"o":{"name":"Balancepoint","sw":%s},"avty_t":"%s/online"'
            % (self.node, json.dumps(self.name), json.dumps(board.NAME), version, version, self.base)
        )

    def entities(self):
        """(key, platform, its fields; "" for one that this house has not) of all."""
        yield "climate", "climate", self.named("climate", climate(self.base, self.has))
        for row in TABLE:
            there = not row[4] or row[4] in self.has
            yield row[0], row[1], self.named(row[0], fields(row, self.base)) if there else ""

    def named(self, key, text):
        """An identity that stays, from the chip's own address."""
        return '"uniq_id":"%s_%s",%s' % (self.node, key, text)

    def topic(self, platform, key):
        """Of one entity. Without a key: of the whole device."""
        if key:
            return "%s/%s/%s/%s/config" % (self.prefix, platform, self.node, key)
        return "%s/device/%s/config" % (self.prefix, self.node)

    def device(self):
        """The pieces of the one payload for all; what this house has not is taken away there."""
        yield self.head() + ',"cmps":{'
        comma = ""
        for key, platform, text in self.entities():
            yield '%s"%s":{"p":"%s"%s}' % (comma, key, platform, text and "," + text)
            comma = ","
        yield "}}"

    def alone(self, text):
        """What gives the pieces of the payload for one entity."""

        def pieces():
            yield self.head() + ","
            yield text + "}"

        return pieces


def messages(source):
    """What finds us, for a `homeassistant.HomeAssistant`: in the way of its settings, and, once, the end of the way before."""
    us = _Announced(source)
    way = source.discovery
    before = _before(way)
    if before == DEVICE:
        yield us.topic("", ""), _MIGRATE if way == ENTITIES else "", 1, 0
    elif before == ENTITIES:
        for key, platform, _text in us.entities():
            yield us.topic(platform, key), _MIGRATE if way == DEVICE else "", 1, 0
    if way == DEVICE:
        yield us.topic("", ""), us.device, 1, 0
    elif way == ENTITIES:
        for key, platform, text in us.entities():
            yield us.topic(platform, key), us.alone(text) if text else "", 1, 0
    if before == DEVICE and way == ENTITIES:
        yield us.topic("", ""), "", 1, 0
    elif before == ENTITIES and way == DEVICE:
        for key, platform, _text in us.entities():
            yield us.topic(platform, key), "", 1, 0
    _keep(way)


def _before(way):
    """The way of last time, where it was another one; None else."""
    try:
        before = _WAYS[hal.nvs().get_i32(_KEY)]
    except (OSError, IndexError):
        return None
    return None if before == way else before


def _keep(way):
    numbers = hal.nvs()
    try:
        if _WAYS[numbers.get_i32(_KEY)] == way:
            return
    except (OSError, IndexError):
        pass
    numbers.set_i32(_KEY, _WAYS.index(way))
    numbers.commit()
