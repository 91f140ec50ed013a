"""Leaves out the zones that are too far away to be felt, so that a room in a tower of ninety zones costs as much as one
in a house.

Those stay that the zone touches, by a wall, a floor or air that comes from there. A zone that is held at its set points
ends the way; through one that is not (an attic, a plenum, a stair) the way goes on. Where a zone that stays touches one
that does not, the surface is adiabatic: both are held at much the same temperature.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Raw = dict[str, Any]
_SURFACES = "BuildingSurface:Detailed"
_BOUNDARY, _OTHER = "outside_boundary_condition", "outside_boundary_condition_object"


def prune(raw: Raw, zone: str, held: set[str]) -> None:
    """Leaves of `raw` what `zone` feels. `held`: zones at set points of their own."""
    near = _near(raw, zone.upper(), {name.upper() for name in held})
    gone = {name.upper() for name in raw["Zone"]} - near
    if not gone:
        return
    raw["Zone"] = {name: values for name, values in raw["Zone"].items() if name.upper() in near}
    surfaces: set[str] = set()
    while _remove(raw, gone, surfaces):
        pass
    for values in raw.get(_SURFACES, {}).values():
        if str(values.get(_OTHER)).upper() in gone | surfaces:
            values[_BOUNDARY] = "Adiabatic"
            del values[_OTHER]
    for kind in [kind for kind, objects in raw.items() if not objects]:
        del raw[kind]


def _near(raw: Raw, zone: str, held: set[str]) -> set[str]:
    """Zones that stay, names in capitals."""
    touching: dict[str, set[str]] = {}
    for one, other in _contacts(raw):
        touching.setdefault(one, set()).add(other)
        touching.setdefault(other, set()).add(one)
    near, begun = {zone}, [zone]
    while begun:
        for other in touching.get(begun.pop(), set()) - near:
            near.add(other)
            if other not in held:
                begun.append(other)
    return near


def _contacts(raw: Raw) -> Iterator[tuple[str, str]]:
    surfaces = raw.get(_SURFACES, {})
    zone_of = {name.upper(): str(values.get("zone_name")).upper() for name, values in surfaces.items()}
    for name, values in surfaces.items():
        kind, other = str(values.get(_BOUNDARY)).lower(), str(values.get(_OTHER)).upper()
        if kind == "surface" and other in zone_of:
            yield zone_of[name.upper()], zone_of[other]
        elif kind == "zone":
            yield zone_of[name.upper()], other
    for kind in ("ZoneMixing", "ZoneCrossMixing"):
        for values in raw.get(kind, {}).values():
            ends = [str(value).upper() for key, value in values.items() if "zone" in key and key.endswith("name")]
            if len(ends) == 2:
                yield ends[0], ends[1]


def _remove(raw: Raw, gone: set[str], surfaces: set[str]) -> bool:
    """Removes what belongs to a zone, space, list or surface that is gone, and adds to these; whether there was anything."""
    found = False
    for kind, objects in raw.items():
        for name, values in list(objects.items()):
            for key, members in values.items():
                if isinstance(members, list) and kind in ("ZoneList", "SpaceList", "Space"):
                    values[key] = [one for one in members if not _named(one, gone, surfaces)]
            emptied = any(kind in ("ZoneList", "SpaceList") and values[key] == [] for key in values)
            if not (emptied or _named(values, gone, surfaces)):
                continue
            found = True
            del objects[name]
            if kind in ("ZoneList", "Space", "SpaceList"):
                gone.add(name.upper())
            elif "surface" in kind.lower() or kind.startswith(("Wall", "Roof", "Floor", "Ceiling")):
                surfaces.add(name.upper())
    return found


def _named(values: dict[str, Any], gone: set[str], surfaces: set[str]) -> bool:
    """Whether any of its fields names a zone or space that is gone, or a surface that is and that it lies on."""
    for key, value in values.items():
        name = str(value).upper()
        if ("zone" in key or "space" in key) and name in gone:
            return True
        if key.endswith("surface_name") and name in surfaces:
            return True
        if key == _OTHER and "building_surface_name" in values and name in surfaces:
            return True  # a window or door to a zone that is gone
    return False
