"""Agents of one's own: classes that take the place of the shipped ones. The Mesa lane alone can run them."""

from collections.abc import Mapping
from typing import Any, Literal

from trustladder.sim.scenario.errors import InputError, nearest, shown

Lane = Literal["compiled", "mesa"]
Keeping = Literal["bands", "full", "none"]  # what is kept of the months
LANES: tuple[Lane, ...] = ("compiled", "mesa")
ROLES = ("model", "government", "donor")


def lane_of(asked: str | None, own: Mapping[str, Any]) -> Lane:
    """Return the lane on which to run: the one asked for in any case of letters, else Mesa's for agents of one's own.

    Raises InputError for a name that is no lane, and for the compiled lane with agents that it does not know.
    """
    if asked is None:
        return "mesa" if own else "compiled"
    found = next((lane for lane in LANES if isinstance(asked, str) and asked.lower() == lane), None)
    if found is None:
        raise InputError(f"lane: {shown(asked)}{nearest(str(asked).lower(), LANES)}; allowed: {', '.join(LANES)}")
    if own and found == "compiled":
        raise InputError(
            f"lane: compiled, which knows the shipped agents only, with {', '.join(own)} of your own; allowed: mesa"
        )
    return found


def check_classes(own: Mapping[str, Any], callables: bool = False) -> None:
    """Raise InputError for what cannot take a role; where `callables`, a function that builds a model may be one."""
    if not own:
        return
    from trustladder.sim.agents.donor import Donor
    from trustladder.sim.agents.government import Government  # Mesa takes most of a second to import
    from trustladder.sim.agents.model import CooperationModel

    for role, base in zip(ROLES, (CooperationModel, Government, Donor), strict=True):
        given = own.get(role, base)
        builds = callables and role == "model" and callable(given) and not isinstance(given, type)
        if not (builds or (isinstance(given, type) and issubclass(given, base))):
            raise InputError(f"{role}: {shown(given)}; allowed: a subclass of {base.__name__}")
