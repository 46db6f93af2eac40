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
    "uncertainties.backlash": 0.0,
    "uncertainties.load_cost": 0.0,
    "uncertainties.suspension_rivalry": 1.0,
}
PINNED = {
    "convened": 493.0,
    "postponed": 5.0,
    "formed": 454.0,
    "succeeded": 173.0,
    "invited": 1167.0,
    "refused_either_way": 32.0,
    "refused_against_interest": 22.0,
    "refused_for_distrust": 8.0,
    "refused_for_autonomy": 0.0,
    "refused_for_rivalry": 0.0,
    "refused_for_pressure": 0.0,
    "refused_for_influence": 0.0,
    "refused_for_load": 0.0,
    "breaches": 240.0,
    "breaches_found": 125.0,
    "trained": 0.0,
    "region_meetings": 86.0,
    "played_off": 103.0,
    "crises": 37.0,
    "harm": 30.492395067205653,
    "scandals": 21.0,
    "given": 362.5496168134928,
    "given_jointly": 75.95383025988406,
    "wasted": 27.821681806494922,
    "interdicted": 81.96387990385998,
    "region_held": 480.0,
    "region_standing": 480.0,
    "attention": 261.00427277889827,
    "rivalry": 265.34399374125036,
    "rivalry_of_rivals": 265.34399374125036,
    "collusion": 174.6426733775492,
    "policing": 201.83829540911017,
    "coercion": 391.5194217923264,
    "border_technology": 174.03622775313653,
    "unrest": 0.0,
    "damage": 511.9525488361505,
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
