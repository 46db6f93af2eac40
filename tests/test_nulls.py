"""Nulls of the law: rules that a later revision added, switched off, give what the law gave before it had them.

The numbers were pinned before the rules were added. A rule that changes and has no null pins them anew.
"""

import math

from tests.test_lanes import EVERYTHING_HAPPENS
from tests.test_past import after
from trustladder.sim.arrays.series import series_names
from trustladder.sim.ensemble import ensemble

NULLS = {
    "uncertainties.arms_weight": 1.0,
    "uncertainties.special_weight": 1.0,
    "uncertainties.restraint": 0.0,
    "uncertainties.concern_response": 0.0,
    "uncertainties.unrest_gain": 0.0,
    "uncertainties.joint_yield": 0.0,
    "uncertainties.inducement": 15.0,  # where it started
}
PINNED = {
    "convened": 389.0,
    "formed": 272.0,
    "succeeded": 117.0,
    "invited": 1242.0,
    "refused_by_chance": 140.0,
    "refused_for_distrust": 2.0,
    "refused_for_autonomy": 10.0,
    "refused_for_rivalry": 0.0,
    "refused_for_pressure": 0.0,
    "refused_for_influence": 0.0,
    "refused_for_several": 0.0,
    "breaches": 95.0,
    "breaches_found": 52.0,
    "trained": 0.0,
    "region_meetings": 60.0,
    "played_off": 106.0,
    "crises": 37.0,
    "harm": 30.512252635912994,
    "scandals": 21.0,
    "given": 364.5817867172681,
    "given_jointly": 75.95383025988406,
    "wasted": 27.979157949322264,
    "interdicted": 78.7010339116382,
    "region_held": 421.0,
    "attention": 261.00427277889827,
    "rivalry": 279.16103662965764,
    "rivalry_of_rivals": 279.16103662965764,
    "collusion": 174.63690730896616,
    "policing": 202.063306139834,
    "coercion": 391.7996056761365,
    "border_technology": 174.20108245358952,
}


def totals() -> dict[str, float]:
    """Return sums over eight futures of a world with a past in which everything happens, rules at their nulls."""
    facts = {"crisis_base": 0.05, "coercion_gain": 0.1, "policing_gain": 0.1}
    world = {"events": EVERYTHING_HAPPENS, "levers": {"joint_share": 0.3}, "uncertainties": facts}
    record = ensemble(after({}, replicates=4, months=60, **world).changed(NULLS), 8).record
    return dict(zip(series_names([]), map(math.fsum, record.total.T), strict=True))


def test_the_rules_at_their_nulls_give_what_the_law_gave_without_them():
    found = totals()
    assert {name: found[name] for name in PINNED} == PINNED
