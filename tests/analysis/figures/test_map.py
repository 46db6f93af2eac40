"""The map: borders of the five and Afghanistan alone; the exclaves; donors on the frame; a layout without it."""

import itertools
import json
import math

import numpy as np
import pytest
from matplotlib.path import Path

from trustladder.analysis.figures.kit.borders import docked, outlines
from trustladder.analysis.figures.kit.ties import set_apart
from trustladder.analysis.figures.trust_network import rings
from trustladder.sim.scenario.loading import shipped_folder
from trustladder.sim.scenario.scenario import Scenario

COUNTRIES = {"AFG", "KAZ", "KGZ", "TJK", "TKM", "UZB"}
TREE = json.loads((shipped_folder() / "map" / "central-asia.geojson").read_text(encoding="utf-8"))


def inside(country, point):
    """Whether a point, longitude and latitude, lies in a country; holes do not count."""
    polygons = next(one for one in TREE["features"] if one["properties"]["id"] == country)["geometry"]["coordinates"]
    return any(
        Path(outer).contains_point(point) and not any(Path(hole).contains_point(point) for hole in holes)
        for outer, *holes in polygons
    )


def test_it_draws_the_five_and_afghanistan_and_names_its_source():
    assert {one["properties"]["id"] for one in TREE["features"]} == COUNTRIES
    assert "Natural Earth" in TREE["source"]
    assert "public domain" in TREE["source"]
    assert "1:50m" in TREE["source"]


@pytest.mark.parametrize(
    ("city", "point", "country"),
    [
        ("Astana", (71.43, 51.13), "KAZ"),
        ("Bishkek", (74.6, 42.8), "KGZ"),
        ("Dushanbe", (68.78, 38.56), "TJK"),
        ("Ashgabat", (58.38, 37.96), "TKM"),
        ("Tashkent", (69.2, 41.25), "UZB"),
        ("Kabul", (69.17, 34.53), "AFG"),
        ("Vorukh", (70.58, 39.84), "TJK"),
        ("Sokh", (71.13, 39.97), "UZB"),
    ],
)
def test_a_place_lies_in_its_country_and_in_no_other(city, point, country):
    assert [one for one in sorted(COUNTRIES) if inside(one, point)] == [country], city


@pytest.mark.parametrize("country", sorted(COUNTRIES))
def test_a_government_stands_in_its_own_country(country):
    label = next(one["properties"]["label"] for one in TREE["features"] if one["properties"]["id"] == country)
    assert inside(country, label)


def test_donors_lie_on_the_frame_apart_from_each_other():
    known = outlines()
    west, south, east, north = known.box
    places = docked([*Scenario.load("baseline").donors, "NEW1", "NEW2"], known)
    for x, y in places.values():
        assert x in (west, east) or y in (south, north)
    points = np.array(list(places.values()))
    gaps = [math.dist(one, other) for number, one in enumerate(points) for other in points[number + 1 :]]
    assert min(gaps) > 2.0
    assert places["RUS"][1] == north
    assert places["CHN"][0] == east


def test_without_a_map_governments_and_donors_stand_on_two_rings():
    class Seated:
        scenario = Scenario.load("malacca-piracy")

    places = rings(Seated)
    radii = {name: round(math.hypot(*place), 6) for name, place in places.items()}
    assert {radii[name] for name in places if name in Seated.scenario.governments} == {0.56}
    assert {radii[name] for name in places if name in Seated.scenario.donors} == {1.0}
    assert len({tuple(np.round(place, 6)) for place in places.values()}) == len(places)


def test_no_plate_of_a_government_covers_another_and_none_moves_far():
    """On the map of a column, some four points a degree east."""
    from trustladder.analysis.figures.kit.style import COLUMN, LEAST

    home, scale = {name: outlines().labels[name] for name in COUNTRIES - {"AFG"}}, 2.6
    moved = set_apart(home, set(home), scale, COLUMN)
    for one, two in itertools.combinations(home, 2):
        across, up = (scale * abs(moved[one][side] - moved[two][side]) for side in (0, 1))
        assert across >= 2.5 * LEAST or up >= 1.5 * LEAST
    assert max(math.dist(home[name], moved[name]) for name in home) < 2.0
    assert set_apart({"A": (0.0, 0.0), "B": (50.0, 0.0)}, {"A", "B"}, scale, COLUMN) == {
        "A": (0.0, 0.0),
        "B": (50.0, 0.0),
    }
