"""The one table of what Home Assistant sees: its entities, the topics of each, and the messages by which it finds them (MQTT
discovery; names of fields are those of Home Assistant's documentation, abbreviated as listed there). Loaded for a greeting.

    for topic, payload, retain, quality in messages(source): ...

A payload is what gives its pieces, for it never is in memory as a whole: eight kilobytes. docs/homeassistant.md is made of TABLE.
"""

import json

from .. import board, hal

# What stands often among an entity's fields, and its short form in TABLE.
_SHORT = (
    ("$step", '"step":0.5,"dev_cla":"temperature","unit_of_meas":"°C",$conf'),
    ("$deg", '"dev_cla":"temperature","unit_of_meas":"°C",$mean'),
    ("$h", '"dev_cla":"duration","unit_of_meas":"h"'),
    ("$mean", '"stat_cla":"measurement"'),
    ("$diag", '"ent_cat":"diagnostic"'),
    ("$conf", '"ent_cat":"config"'),
)
# key|platform|name|topic|what the house must have|further fields. The key is the field in the topic's JSON, and the wish below
# set/. A text a row: no word of it becomes a name that MicroPython keeps.
TABLE = (
    'hz|sensor|Compressor|state||"dev_cla":"frequency","unit_of_meas":"Hz",$mean,$diag',
    'w|sensor|Power|state|power|"dev_cla":"power","unit_of_meas":"W",$mean',
    'kwh|sensor|Energy|state|power|"dev_cla":"energy","unit_of_meas":"kWh","stat_cla":"total_increasing"',
    "cop|sensor|COP|state|power|$mean",
    "outdoor|sensor|Outdoor|state||$deg",
    "outdoor_coil|sensor|Outdoor coil|state|outdoor_coil|$deg,$diag",
    "indoor_coil|sensor|Indoor coil|state|indoor_coil|$deg,$diag",
    "supply|sensor|Supply air|state|supply|$deg,$diag",
    'frost|sensor|Frost|state|frost|"unit_of_meas":"%",$mean,$diag',
    "fan_level|sensor|Fan level|state||$mean,$diag",
    "target_now|sensor|Target now|state||$deg,$diag",
    "backup|sensor|Backup stage|state|backup|$mean",
    "emergency|switch|Emergency heat|state|backup|$conf",
    'freeze|binary_sensor|Freeze protection|state||"dev_cla":"cold",$diag',
    'window|binary_sensor|Window|state|window|"dev_cla":"window"',
    'fault|binary_sensor|Fault|fault||"dev_cla":"problem","json_attr_t":"@fault",$diag',
    'what|sensor|What is wrong|fault||"json_attr_t":"@fault",$diag',
    'filter_due|binary_sensor|Filter due|diag||"dev_cla":"problem",$diag',
    "filter_hours|sensor|Filter|diag||$h,$diag",
    'outdoor_due|binary_sensor|Outdoor unit due|diag||"dev_cla":"problem",$diag',
    "outdoor_hours|sensor|Outdoor unit|diag||$h,$diag",
    'journal|sensor|Journal|journal||"json_attr_t":"@journal",$diag',
    'notice|event|Notice|event||"evt_typ":["normal","attention"]',
    'answer|sensor|Last answer|answer||"json_attr_t":"@answer",$diag',
    'heat|number|Heating set point|climate||"min":10,"max":28,$step',
    'cool|number|Cooling set point|climate|cooling|"min":16,"max":32,$step',
    'dial|select|Comfort dial|climate||"ops":["none","-3","-2","-1","0","1","2","3"],$conf',
    "filter_cleaned|button|Filter cleaned|||$conf",
    "outdoor_cleaned|button|Outdoor unit looked at|||$conf",
    "serviced|button|Serviced|||$conf",
    "acknowledge|button|Release latches|||$conf",
    "price|sensor|Energy price|diag|price|$mean,$diag",
    "forecast|sensor|Outdoor forecast|diag|forecast|$deg,$diag",
    'firmware|update|Firmware|update|update|"dev_cla":"firmware",$conf',
    'rssi|sensor|WiFi|diag||"dev_cla":"signal_strength","unit_of_meas":"dBm","en":false,$diag',
    'up|sensor|Hours since the start|diag||$h,"en":false,$diag',
    'heap|sensor|Free memory|diag||"unit_of_meas":"B","en":false,$diag',
    'turn|sensor|Longest network turn|diag||"unit_of_meas":"ms","en":false,$diag',
    'passed_over|sensor|Messages passed over|diag||"en":false,$diag',
)
COMMANDS = ("switch", "number", "select", "button")  # platforms that have a wish
STATELESS = ("button", "event", "update")  # and those without a value, or whose JSON is all of it
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
    """The fields of an entity of TABLE, its row split."""
    key, platform, name, topic, _needs, more = row
    for short, whole in _SHORT:
        more = more.replace(short, whole)
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
        for line in TABLE:
            row = line.split("|")
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
