"""What no single field can see: references between entries, quorums, dates against the horizon."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING

from trustladder.sim.scenario.dates import month_name, month_number
from trustladder.sim.scenario.effects import CONDITIONS, SHOCKS, Condition, Hit
from trustladder.sim.scenario.entities import FIRST_DAY, LAST_DAY, Donor, Effect, Event, Forum, Government
from trustladder.sim.scenario.errors import InputError, listed, nearest, shown
from trustladder.sim.scenario.loading import Origins
from trustladder.sim.scenario.periods import MOST_PERIODS, periods_of

if TYPE_CHECKING:
    from trustladder.sim.scenario.scenario import Scenario

OTHERS = "others"  # all actors that a table of trust does not name
Problem = tuple[str, str]  # dotted key, what is wrong
Check = Callable[["Scenario"], Iterator[Problem]]


def check_references(scenario: Scenario, origins: Origins, place: str, written: bool = False) -> None:
    """Raise InputError for the first thing that does not fit together.

    In a `written` file also for what does nothing.
    """
    checks: list[Check] = [_sizes, _rivals_and_aim, _domains, _actors, _forums, _assets, _events]
    for check in [*checks, _idle_words] if written else checks:
        for key, what in check(scenario):
            raise InputError(f"{origin(key, origins, place)}: {key}: {what}")


def origin(key: str, origins: Origins, place: str) -> str:
    """Return the file that gave a key, else `place`."""
    steps = tuple(key.split("."))
    known = (origins[steps[:length]] for length in range(len(steps), 0, -1) if steps[:length] in origins)
    return next(known, place)


def _strangers(key: str, names: Iterable[str], known: Iterable[str], what: str) -> Iterator[Problem]:
    allowed = list(known)
    for name in names:
        if name not in allowed:
            yield key, f"no {what} {shown(name)}{nearest(name, allowed)}; allowed: {listed(allowed)}"


def _doubles(key: str, names: tuple[str, ...]) -> Iterator[Problem]:
    for name in names:
        if names.count(name) > 1:  # lists of names are short
            yield key, f"{shown(name)} stands there twice; allowed: each id once"


def _sizes(scenario: Scenario) -> Iterator[Problem]:
    if len(scenario.governments) < 2:
        yield "actors", f"{len(scenario.governments)} governments; allowed: at least 2"


def _rivals_and_aim(scenario: Scenario) -> Iterator[Problem]:
    for pair in scenario.rivals:
        yield from _strangers("rivals", pair, scenario.donors, "donor")
        yield from _doubles("rivals", pair)
        if sum(set(pair) == set(other) for other in scenario.rivals) > 1:
            yield "rivals", f"{shown(list(pair))} stands there twice; allowed: each pair once"
    yield from _strangers("aim", [scenario.aim], scenario.domains, "domain")


def _domains(scenario: Scenario) -> Iterator[Problem]:
    for name, domain in scenario.domains.items():
        key = f"domains.{name}"
        yield from _strangers(f"{key}.transfer", domain.transfer, scenario.domains, "domain")
        if domain.gate != "none":
            yield from _strangers(f"{key}.gate.domain", [domain.gate.domain], scenario.domains, "domain")
            rungs = scenario.domains[domain.gate.domain].rungs
            yield from _strangers(f"{key}.gate.rung", [domain.gate.rung], rungs, "rung")
            if domain.gate.domain == name:
                yield f"{key}.gate.domain", f"{name!r}; allowed: another domain"


def _actors(scenario: Scenario) -> Iterator[Problem]:
    for name, actor in scenario.actors.items():
        key = f"actors.{name}"
        yield from _strangers(f"{key}.interest", actor.interest, scenario.domains, "domain")
        yield from _strangers(f"{key}.trust", actor.trust, [*scenario.actors, OTHERS], "actor")
        if isinstance(actor, Government):
            yield from _strangers(f"{key}.dependence", actor.dependence, scenario.donors, "donor")
        else:
            yield from _donor(scenario, name, actor)


def _donor(scenario: Scenario, name: str, donor: Donor) -> Iterator[Problem]:
    key = f"actors.{name}"
    yield from _strangers(f"{key}.priority", donor.priority, scenario.governments, "government")
    yield from _strangers(f"{key}.rivalry", donor.rivalry, scenario.donors, "donor")
    if name in donor.rivalry:
        yield f"{key}.rivalry", f"{name!r}; allowed: another donor"
    for other, rivalry in donor.rivalry.items():
        mirrored = scenario.donors[other].rivalry.get(name)
        if mirrored is not None and mirrored.value != rivalry.value:
            yield (
                f"{key}.rivalry.{other}",
                f"{rivalry.value:g}, but actors.{other}.rivalry.{name} is {mirrored.value:g}; "
                "allowed: one value for both",
            )


def _forums(scenario: Scenario) -> Iterator[Problem]:
    periods = len(periods_of(scenario))
    if periods > MOST_PERIODS:
        yield "forums", f"members join or leave in {periods} months; allowed: at most {MOST_PERIODS}"
    for name, forum in scenario.forums.items():
        key = f"forums.{name}"
        yield from _members(scenario, f"{key}.members", forum)
        if forum.sponsor is not None:
            yield from _strangers(f"{key}.sponsor", [forum.sponsor], forum.ids, "member")
        yield from _strangers(f"{key}.needs", forum.needs, forum.ids, "member")
        yield from _doubles(f"{key}.needs", forum.needs)
        if forum.founded and forum.ended and forum.ended < forum.founded:
            yield f"{key}.ended", f"{forum.ended}; allowed: after it was founded, {forum.founded}"
        yield from _agenda(scenario, name, forum)


def _members(scenario: Scenario, key: str, forum: Forum) -> Iterator[Problem]:
    yield from _strangers(key, forum.ids, scenario.actors, "actor")
    if len(forum.ids) < 2:
        yield key, f"{len(forum.ids)} members; allowed: at least 2"
    last: dict[str, date] = {}
    for member in sorted(forum.members, key=lambda one: one.joined or FIRST_DAY):
        joined, until = member.joined or FIRST_DAY, member.until or LAST_DAY
        if until < joined:
            yield key, f"{shown(member.id)} from {joined} until {until}; allowed: a last day after the first"
        if member.id in last and joined <= last[member.id]:
            yield key, f"{shown(member.id)} stands there twice; allowed: each id once, or from later than it left"
        last[member.id] = until


def _agenda(scenario: Scenario, name: str, forum: Forum) -> Iterator[Problem]:
    governments = sum(member in scenario.governments for member in forum.ids)
    donors = len(forum.ids) - governments
    yield from _strangers(f"forums.{name}.agenda", forum.agenda, scenario.domains, "domain")
    for domain, agenda in forum.agenda.items():
        key, rungs = f"forums.{name}.agenda.{domain}", scenario.domains[domain].rungs
        for field in ("top_rung", "standing", "entry_rung"):
            rung = getattr(agenda, field)
            if rung is not None:
                yield from _strangers(f"{key}.{field}", [rung], rungs, "rung")
                yield from _above(f"{key}.{field}", rung, agenda.top_rung or rung, list(rungs))
        lowest = next(iter(rungs.values())) if agenda.entry_rung is None else rungs[agenda.entry_rung]
        if lowest.quorum_governments > governments or lowest.quorum_donors > donors:
            needed = f"{lowest.quorum_governments} governments and {lowest.quorum_donors} donors"
            yield (
                f"forums.{name}.members",
                f"{governments} governments and {donors} donors; allowed: the quorum of its {lowest.name!r}, {needed}",
            )


def _above(key: str, rung: str, top: str, rungs: list[str]) -> Iterator[Problem]:
    if rungs.index(rung) > rungs.index(top):
        allowed = listed(rungs[: rungs.index(top) + 1])
        yield key, f"{shown(rung)}, above the top_rung {shown(top)}; allowed: {allowed}"


def _assets(scenario: Scenario) -> Iterator[Problem]:
    for name, asset in scenario.assets.items():
        yield from _strangers(f"assets.{name}.domain", [asset.domain], scenario.domains, "domain")
        yield from _strangers(f"assets.{name}.governments", asset.governments, scenario.governments, "government")
        yield from _doubles(f"assets.{name}.governments", asset.governments)


def _events(scenario: Scenario) -> Iterator[Problem]:
    for name, event in scenario.events.items():
        yield from _timing(scenario, name, event)
        for number, effect in enumerate(event.effects):
            yield from _effect(scenario, f"events.{name}.effects.{number}", effect)


def _effect(scenario: Scenario, key: str, effect: Effect) -> Iterator[Problem]:
    operation, amount = effect.operation()
    known: Mapping[str, Condition | Hit] = SHOCKS if operation == "blow" else CONDITIONS
    yield from _strangers(f"{key}.change", [effect.change], known, f"attribute that {operation!r} changes")
    kind = known[effect.change]
    if isinstance(kind, Hit) and abs(amount) > kind.most:
        yield f"{key}.blow", f"{amount:g}; allowed: -{kind.most:g} to {kind.most:g}"
    for field, who in (("of", kind.of), ("toward", kind.toward)):
        names = getattr(effect, field) or ()
        yield from _strangers(f"{key}.{field}", names, _who(scenario, who), who or "such end of this change")
    if effect.domain is not None:
        yield from _strangers(f"{key}.domain", [effect.domain], scenario.domains, "domain")


def _idle_words(scenario: Scenario) -> Iterator[Problem]:
    """Yield entries of a file that would change nothing, or would be cut to a range."""
    for name, actor in scenario.actors.items():
        if name == OTHERS:
            yield f"actors.{name}", f"{name!r} stands for all other actors in tables of trust; allowed: another id"
        if name in actor.trust:
            yield f"actors.{name}.trust.{name}", f"trust toward itself; allowed: another actor, or {OTHERS!r}"
    for name, asset in scenario.assets.items():
        yield from _empty(f"assets.{name}.governments", asset.governments)
    for name, event in scenario.events.items():
        for number, effect in enumerate(event.effects):
            yield from _idle_effect(f"events.{name}.effects.{number}", effect)


def _idle_effect(key: str, effect: Effect) -> Iterator[Problem]:
    operation, amount = effect.operation()
    if operation in ("set", "add"):
        kind = CONDITIONS[effect.change]
        low, high = (kind.low, kind.high) if operation == "set" else (kind.low - kind.high, kind.high - kind.low)
        if not low <= amount <= high:
            yield f"{key}.{operation}", f"{amount:g}; allowed: {low:g} to {high:g}"
    for field in ("of", "toward"):
        names = getattr(effect, field)
        if names is not None:
            yield from _empty(f"{key}.{field}", names)
            yield from _doubles(f"{key}.{field}", names)


def _empty(key: str, names: tuple[str, ...]) -> Iterator[Problem]:
    if not names:
        yield key, "none; allowed: at least 1"


def _who(scenario: Scenario, who: str | None) -> Iterable[str]:
    tables: dict[str | None, Iterable[str]] = {
        "actor": scenario.actors,
        "government": scenario.governments,
        "donor": scenario.donors,
    }
    return tables.get(who, ())


def _timing(scenario: Scenario, name: str, event: Event) -> Iterator[Problem]:
    key = f"events.{name}"
    if (event.date is None) == (event.hazard is None):
        yield key, "has both or neither of date and hazard; allowed: one of them"
    if event.date is not None:
        month = month_number(event.date) - scenario.first_month
        if not 0 <= month < scenario.months:
            where = "before the start" if month < 0 else "after the horizon"
            last = month_name(scenario.first_month + scenario.months - 1)
            yield (
                f"{key}.date",
                f"{event.date} is {where}; allowed: {scenario.start} to the end of {last}",
            )
