"""Verdicts and labels are the same for other seeds, and for twice the futures, or read that futures are too few."""

import pytest

from trustladder.analysis.claims.assumptions import ASSUMED, EMERGENT, UNTOLD
from trustladder.analysis.claims.claims import read
from trustladder.analysis.claims.measure import measure_claims, prepared
from trustladder.analysis.claims.verdicts import CANNOT, EITHER, SMALL, TOO_FEW

OPEN = {TOO_FEW, EITHER}


@pytest.fixture(scope="module")
def reports():
    """All claims on three seeds, and once with twice the futures."""
    known = read()
    return [measure_claims(prepared(runs, seed, known)) for runs, seed in ((32, 1), (32, 2), (32, 3), (64, 1))]


def parts_of(reports):
    """Every part, as it was measured each time."""
    return list(zip(*([part for tested in one.tested for part in tested.parts] for one in reports), strict=True))


def test_no_seed_and_no_more_futures_turn_a_verdict_at_any_place(reports):
    decided = 0
    for each in parts_of(reports):
        for place in each[0].verdicts:
            found = {one.verdicts[place] for one in each} - OPEN
            assert len(found) <= 1 or found == {SMALL, CANNOT}, (each[0].part.said, place, found)
            decided += bool(found)
    assert decided > 40, "or else too few futures is all that is said"


def test_no_seed_and_no_more_futures_turn_the_verdict_on_a_part_or_a_claim(reports):
    claims = list(zip(*([(one.name, one.verdict) for one in report.tested] for report in reports), strict=True))
    parts = [[(one.part.said, one.verdict) for one in each] for each in parts_of(reports)]
    for each in (*claims, *parts):
        found = {verdict for _, verdict in each} - {TOO_FEW}
        assert len(found) <= 1, (each[0][0], found)


def test_no_seed_and_no_more_futures_name_a_mechanism_that_others_surely_do_not(reports):
    assumed = 0
    for each in parts_of(reports):
        bases = [one.basis for one in each]
        labels = {one.label for one in bases} - {UNTOLD}
        assert len(labels) <= 1 and labels != {ASSUMED, EMERGENT}, (each[0].part.said, labels)
        for one in bases:
            for other in bases:
                kept = set(other.without) - set(other.gone) - set(other.open)
                assert not set(one.gone) & kept, (each[0].part.said, set(one.gone) & kept)
        assumed += ASSUMED in labels
    assert assumed > 3
