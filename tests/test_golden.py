"""What every shipped scenario gives is what it gave when somebody last looked.

`python -m tests.golden` pins it anew.
"""

import pytest

from tests.golden import golden, pinned
from trustladder.sim.scenario.loading import shipped_names


def test_every_shipped_scenario_is_pinned():
    assert sorted(pinned()) == sorted(shipped_names())


@pytest.mark.parametrize("name", shipped_names())
def test_results_are_the_pinned_ones_to_the_last_bit(name):
    now, then = golden(name), pinned()[name]
    changed = [metric for metric in {**now, **then} if now.get(metric) != then.get(metric)]
    assert not changed, "meant? then `python -m tests.golden`, and look at the difference"
