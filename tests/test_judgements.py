"""Judgements give their reasons."""

import pytest

from trustladder.analysis.overview import source_rows
from trustladder.sim.scenario.judgements import reason, reasons, with_reason
from trustladder.sim.scenario.scenario import Scenario, registry

pytestmark = pytest.mark.fast


def test_every_number_without_a_figure_or_literature_has_a_reason():
    unsourced = [one.path for one in registry() if one.source.startswith("judgement") or one.source == "scenario"]
    assert [path for path in unsourced if reason(path) is None] == []


def test_no_reason_is_kept_for_what_is_no_judgement():
    known = {one.path: one.source for one in registry()}
    stale = [path for path in reasons() if not known.get(path, "").startswith(("judgement", "scenario"))]
    assert stale == []


@pytest.mark.parametrize("name", ["baseline", "history", "malacca-piracy"])
def test_every_judgement_of_a_shipped_scenario_says_why(name):
    origins = {row["path"]: row["origin"] for row in source_rows(Scenario.load(name))}
    silent = [path for path, origin in origins.items() if origin.startswith("judgement") and ": " not in origin]
    assert silent == []


def test_a_note_of_its_own_stands_in_place_of_the_general_reason():
    assert with_reason("judgement 0.3 to 0.7: multi-vector policy", "actors.KAZ.autonomy").endswith(
        "multi-vector policy"
    )
    assert with_reason("brief: emphasize training", "levers.training_share") == "brief: emphasize training"


def test_literature_follows_the_reason():
    told = with_reason("judgement; arms raise repression: Sullivan 2020", "uncertainties.arms_weight")
    assert told.startswith("judgement: arms raise what forces can do") and told.endswith("Sullivan 2020")
