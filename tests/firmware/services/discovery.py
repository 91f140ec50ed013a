"""What Home Assistant's documentation says of MQTT discovery, as far as we use it, for tests: fields, whether they must be there,
and what they may be. Read from https://www.home-assistant.io/integrations/mqtt/ and its pages of climate, sensor, binary_sensor,
switch, number, select, button, event and update (2026-11), with the list of abbreviations there. A key at the top that is not
known drops the whole payload (measured with 2025.4.4)."""

import re

TOP = {"dev", "o", "cmps", "avty_t", "avty", "avty_mode", "pl_avail", "pl_not_avail", "stat_t", "cmd_t", "qos", "e"}
DEVICE = {"ids", "cns", "name", "mf", "mdl", "mdl_id", "hw", "sw", "sn", "sa", "cu"}
ORIGIN = {"name", "sw", "url"}
COMMON = {"p", "uniq_id", "name", "ent_cat", "en", "json_attr_t", "icon", "dev", "o", "avty_t"}
CLIMATE_TOPICS = ("mode", "temp", "temp_lo", "temp_hi", "pr_mode", "fan_mode", "swing_mode", "swing_h_mode")
FIELDS = {  # platform: (what must be there, what may)
    "climate": (
        {"mode_cmd_t", "mode_stat_t", "modes", "uniq_id"},
        {f"{name}_{end}" for name in CLIMATE_TOPICS for end in ("stat_t", "stat_tpl", "cmd_t", "cmd_tpl")}
        - {"pr_mode_stat_tpl"}
        | {"modes", "pr_modes", "pr_mode_val_tpl", "fan_modes", "swing_modes", "swing_h_modes", "act_t", "act_tpl"}
        | {"curr_temp_t", "curr_temp_tpl", "curr_hum_t", "curr_hum_tpl", "pow_cmd_t", "min_temp", "max_temp", "temp_step"}
        | {"precision", "temp_unit"},
    ),
    "sensor": ({"stat_t"}, {"stat_t", "val_tpl", "dev_cla", "stat_cla", "unit_of_meas", "exp_aft", "ops"}),
    "binary_sensor": ({"stat_t"}, {"stat_t", "val_tpl", "dev_cla", "pl_on", "pl_off"}),
    "switch": ({"cmd_t"}, {"cmd_t", "stat_t", "val_tpl", "pl_on", "pl_off"}),
    "number": ({"cmd_t"}, {"cmd_t", "stat_t", "val_tpl", "min", "max", "step", "unit_of_meas", "dev_cla", "mode"}),
    "select": ({"cmd_t", "ops"}, {"cmd_t", "stat_t", "val_tpl", "ops"}),
    "button": ({"cmd_t"}, {"cmd_t", "pl_prs", "dev_cla"}),
    "update": ({"stat_t"}, {"stat_t", "val_tpl", "dev_cla", "title", "rel_s", "rel_u", "l_ver_t", "l_ver_tpl"}),
    "event": ({"stat_t", "evt_typ"}, {"stat_t", "evt_typ", "val_tpl", "dev_cla"}),
}  # fmt: skip
MODES = {"off", "heat", "cool", "heat_cool", "auto", "dry", "fan_only"}
UNITS = {  # of a sensor's class
    "temperature": {"°C", "°F", "K"}, "frequency": {"Hz", "kHz", "MHz", "GHz"}, "power": {"W", "kW", "mW", "MW"},
    "energy": {"Wh", "kWh", "MWh", "J", "MJ"}, "duration": {"d", "h", "min", "s", "ms"}, "signal_strength": {"dB", "dBm"},
}  # fmt: skip
BINARY = {"problem", "cold", "heat", "window", "running", "power", "safety"}


def entity(key, found):
    """One entity's fields."""
    platform = found["p"]
    must, may = FIELDS[platform]
    assert must <= set(found), (key, must - set(found))
    assert set(found) <= may | COMMON, (key, set(found) - may - COMMON)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", found["uniq_id"])
    for name, value in found.items():
        if name.endswith("_t"):
            assert isinstance(value, str) and value and not set(value) & set("+# "), (key, name)
        if name.endswith("tpl"):
            assert re.fullmatch(r"\{\{value_json\.[a-z_]+\}\}", value), (key, name)
    category = found.get("ent_cat")
    assert category in (
        (None, "diagnostic") if platform in ("sensor", "binary_sensor") else (None, "config", "diagnostic")
    ), key
    kind = found.get("dev_cla")
    if platform == "sensor":
        assert found.get("stat_cla") in (None, "measurement", "total", "total_increasing")
        assert kind is None or found["unit_of_meas"] in UNITS[kind], key
        assert found.get("stat_cla") is None or kind != "energy" or found["stat_cla"] != "measurement"
    elif platform == "binary_sensor":
        assert kind is None or kind in BINARY
    elif platform == "number":
        assert found["min"] < found["max"] and found["step"] > 0
    elif platform == "climate":
        assert set(found["modes"]) <= MODES and "none" not in found["pr_modes"]
        assert (
            found["precision"] in (0.1, 0.5, 1.0)
            and found["temp_unit"] in ("C", "F")
            and found["min_temp"] < found["max_temp"]
        )
    return found


def checked(whole):
    """{key: entity} of a payload for a device, without those that are taken away."""
    assert set(whole) <= TOP and {"dev", "o", "cmps"} <= set(whole), set(whole) - TOP
    _who(whole)
    there = {key: found for key, found in whole["cmps"].items() if set(found) != {"p"}}
    for key, found in there.items():
        assert not {"dev", "o"} & set(found)
        entity(key, found)
    names = [found["uniq_id"] for found in there.values()]
    assert len(set(names)) == len(names)
    return there


def entities_of(found):
    """The same of {topic: payload} of entities, each by itself."""
    out = {}
    for topic, payload in found.items():
        _prefix, platform, _node, key, end = topic.split("/")
        assert end == "config" and "p" not in payload
        _who(payload)
        out[key] = entity(key, {**payload, "p": platform})
    return out


def _who(payload):
    assert set(payload["dev"]) <= DEVICE and (payload["dev"].get("ids") or payload["dev"].get("cns"))
    assert set(payload["o"]) <= ORIGIN and payload["o"]["name"]
