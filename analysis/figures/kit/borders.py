"""Outlines of Central Asia and Afghanistan, from Natural Earth at 1:50m (public domain)."""

import json
import math
from functools import cache
from typing import NamedTuple

import numpy as np

from trustladder.sim.arrays.tables import Floats
from trustladder.sim.scenario.loading import shipped_folder

MIDDLE = math.radians(43.0)  # the latitude at which east-west distances are true
FRAME = 1.2  # degrees between the outlines and the frame on which donors are docked
SIDES = ("north", "east", "south", "west")


class Outlines(NamedTuple):
    """The outlines of a map, and the places of labels and donors."""

    rings: dict[str, list[Floats]]  # by id of country: [point, 2], outer rings and holes
    labels: dict[str, tuple[float, float]]
    docks: dict[str, str]  # donors by the side of the frame on which they lie
    box: tuple[float, float, float, float]  # west, south, east, north of the frame


def projected(longitude: float, latitude: float) -> tuple[float, float]:
    """Return a point in an equirectangular projection, true to scale at the middle latitude."""
    return longitude * math.cos(MIDDLE), latitude


@cache
def outlines() -> Outlines:
    """Return the shipped outlines."""
    tree = json.loads((shipped_folder() / "map" / "central-asia.geojson").read_text(encoding="utf-8"))
    rings = {
        country["properties"]["id"]: [
            np.array([projected(*point) for point in ring])
            for polygon in country["geometry"]["coordinates"]
            for ring in polygon
        ]
        for country in tree["features"]
    }
    labels = {country["properties"]["id"]: projected(*country["properties"]["label"]) for country in tree["features"]}
    points = np.concatenate([ring for country in rings.values() for ring in country])
    (west, south), (east, north) = points.min(axis=0) - FRAME, points.max(axis=0) + FRAME
    return Outlines(rings, labels, tree["docks"], (float(west), float(south), float(east), float(north)))


def docked(names: list[str], known: Outlines) -> dict[str, tuple[float, float]]:
    """Return positions of donors on the frame, evenly spread on the side of each; unknown ones in the south."""
    west, south, east, north = known.box
    found = {}
    for side in SIDES:
        here = [name for name in names if known.docks.get(name, "south") == side]
        for number, name in enumerate(here):
            along = (number + 1) / (len(here) + 1)
            x, y = west + along * (east - west), north - along * (north - south)
            found[name] = {"north": (x, north), "south": (x, south), "west": (west, y), "east": (east, y)}[side]
    return found
