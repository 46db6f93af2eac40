"""The entries of a random world: actors, domains, forums, assets and events, with numbers anywhere in their ranges."""

from random import Random
from typing import Any, NamedTuple, get_origin

from trustladder.sim.scenario.effects import CONDITIONS, SHOCKS
from trustladder.sim.scenario.entities import Agenda, Asset, Domain, Donor, Forum, Government, Rung
from trustladder.sim.scenario.parameters import Table, lines_of
from trustladder.sim.scenario.quantity import Quantity

Tree = dict[str, Any]
TINY = (5e-324, 1e-300, 1e-17)  # numbers that vanish beside others


class Ids(NamedTuple):
    """Who and what there is in a world."""

    governments: list[str]
    donors: list[str]
    forums: list[str]
    domains: dict[str, list[str]]  # the rungs of each, upward


class Mood(NamedTuple):
    """What kind of world is drawn."""

    lively: bool  # meetings form and succeed
    first: int  # month
    months: int


def number(rng: Random, low: float, high: float) -> float:
    """A number of a range: often one of its ends, 0, or nearly 0."""
    kind = rng.random()
    if kind < 0.12:
        return low
    if kind < 0.24:
        return high
    if kind < 0.36 and low <= 0.0 <= high:
        return rng.choice([0.0, 0.0, min(rng.choice(TINY), high)])
    return rng.uniform(low, high)


def numbers(rng: Random, table: type[Table], share: float) -> Tree:
    """Some of the numbers and choices of a table of the registry."""
    found: Tree = {}
    for line in lines_of("", table):
        name = line.path[1:]
        field = table.model_fields[name]
        if get_origin(field.annotation) is dict or rng.random() > share:
            continue
        if line.choices:
            found[name] = rng.choice(line.choices)
        elif line.low is None or line.high is None:
            found[name] = rng.random() < 0.5
        elif isinstance(line.low, int) and isinstance(line.high, int) and field.annotation is not Quantity:
            found[name] = rng.choice([line.low, line.high, rng.randint(line.low, line.high)])
        else:
            found[name] = number(rng, float(line.low), float(line.high))
    return found


def some(rng: Random, names: list[str], low: float, high: float, share: float = 0.5) -> dict[str, float]:
    """Numbers for some of these ids."""
    return {name: number(rng, low, high) for name in names if rng.random() < share}


def actors(rng: Random, ids: Ids, mood: Mood) -> Tree:
    """All actors, in any order."""
    everybody = [*ids.governments, *ids.donors]
    found: Tree = {}
    for name in rng.sample(everybody, len(everybody)):
        government = name in ids.governments
        entry = numbers(rng, Government if government else Donor, 0.5)
        entry |= {"kind": "government" if government else "donor", "name": "n"}
        least = 0.7 if mood.lively else 0.0
        entry["interest"] = some(rng, list(ids.domains), least, 1.0, share=0.5 + least / 2)
        others = [other for other in [*everybody, "others"] if other != name]
        entry["trust"] = some(rng, others, 0.5 if mood.lively else 0.02, 0.98)
        if rng.random() < 0.4:
            entry["temptation"] = number(rng, 0.0, 0.6)
        if government:
            entry["dependence"] = some(rng, ids.donors, 0.0, 1.0)
        else:
            later = ids.donors[ids.donors.index(name) + 1 :]  # one side of a pair states its rivalry
            entry |= {"rivalry": some(rng, later, 0.0, 1.0), "host": rng.random() < 0.3}
            entry["neutral"] = rng.random() < 0.3
            entry |= {"priority": some(rng, ids.governments, 0.0, 1000.0)}
            entry.setdefault("budget", number(rng, 0.0, 5.0))
        found[name] = entry
    return found


def domains(rng: Random, ids: Ids, mood: Mood) -> Tree:
    """All domains with their ladders; some wait for a rung of another."""
    found: Tree = {}
    for name, rungs in ids.domains.items():
        others = [other for other in ids.domains if other != name]
        entry = numbers(rng, Domain, 0.4) | {"name": "n", "transfer": some(rng, others, 0.0, 1.0)}
        entry |= {"against_flow": rng.random() < 0.5, "rungs": {rung: rung_of(rng, mood) for rung in rungs}}
        if others and rng.random() < 0.3:
            gate = rng.choice(others)
            entry["gate"] = {"domain": gate, "rung": rng.choice(ids.domains[gate])}
        found[name] = entry
    return found


def rung_of(rng: Random, mood: Mood) -> Tree:
    """One rung."""
    entry = numbers(rng, Rung, 0.2 if mood.lively else 0.6) | {"name": "r"}
    entry["quorum_governments"] = rng.choice([0, 1, 2] if mood.lively else [0, 1, 2, 3, 50])
    entry["quorum_donors"] = rng.choice([0, 0, 1] if mood.lively else [0, 1, 2, 50])
    entry["successes"] = rng.choice([1, 1, 2] if mood.lively else [1, 2, 3, 1_000_000])
    for flag in ("needs_policing", "seminar"):
        entry[flag] = rng.random() < 0.3
    return entry | {"trainees": rng.choice([0, 5])}


def forums(rng: Random, ids: Ids, ladders: Tree, mood: Mood) -> Tree:
    """All forums, each with an agenda that its members can fill."""
    return {name: forum_of(rng, ids, ladders, mood) for name in ids.forums}


def forum_of(rng: Random, ids: Ids, ladders: Tree, mood: Mood) -> Tree:
    """One forum."""
    everybody = [*ids.governments, *ids.donors]
    members = rng.sample(everybody, rng.randint(2, len(everybody)))
    entry = numbers(rng, Forum, 0.5) | {"name": "f", "agenda": {}}
    entry["members"] = [stint for name in members for stint in stints(rng, name, mood)]
    if rng.random() < 0.3:
        entry["sponsor"] = rng.choice(members)
    if rng.random() < 0.4:
        entry["needs"] = rng.sample(members, rng.randint(0, 2))
    if rng.random() < 0.35:
        entry["founded"] = day(mood.first + rng.randint(-6, mood.months))
    elif rng.random() < 0.2:
        entry["ended"] = day(mood.first + rng.randint(-6, mood.months))
    governments = sum(member in ids.governments for member in members)
    for domain, field in ladders.items():
        agenda = agenda_of(rng, list(field["rungs"]), mood)
        first = field["rungs"][agenda.get("entry_rung", next(iter(field["rungs"])))]
        enough = first["quorum_governments"] <= governments
        if enough and first["quorum_donors"] <= len(members) - governments and rng.random() < 0.85:
            entry["agenda"][domain] = agenda
    return entry


def stints(rng: Random, name: str, mood: Mood) -> list[str | Tree]:
    """A member as its id alone, or with the dates between which it sits there, once or twice."""
    if rng.random() < 0.6:
        return [name]
    first, last = sorted(rng.randint(-6, mood.months + 6) for _ in range(2))
    entry: Tree = {"id": name}
    if rng.random() < 0.7:
        entry["from"] = day(mood.first + first)
    if rng.random() < 0.7:
        entry["until"] = day(mood.first + last + 1)
    again = {"id": name, "from": day(mood.first + last + 1 + rng.randint(1, 4))}
    return [entry, again] if "until" in entry and rng.random() < 0.3 else [entry]


def agenda_of(rng: Random, rungs: list[str], mood: Mood) -> Tree:
    """What a forum does in one domain."""
    entry = numbers(rng, Agenda, 0.8)
    if mood.lively:
        entry["rate"] = rng.uniform(0.6, 1.0)
    for key, share in (("standing", 0.3), ("entry_rung", 0.2)):
        if rng.random() < share:
            entry[key] = rng.choice(rungs)
    if rng.random() < 0.3:
        needed = max((rungs.index(entry[key]) for key in ("standing", "entry_rung") if key in entry), default=0)
        entry["top_rung"] = rng.choice(rungs[needed:])
    return entry


def assets(rng: Random, ids: Ids) -> Tree:
    """Up to two assets that governments share."""
    return {
        f"asset{number_}": {
            "name": "a",
            **numbers(rng, Asset, 0.8),
            "domain": rng.choice(list(ids.domains)),
            "governments": rng.sample(ids.governments, rng.randint(1, len(ids.governments))),
        }
        for number_ in range(rng.randint(0, 2))
    }


def events(rng: Random, ids: Ids, mood: Mood) -> Tree:
    """Up to three events."""
    found: Tree = {}
    for place in range(rng.choice([0, 0, 1, 3])):
        entry: Tree = {"name": "e", "effects": [effect_of(rng, ids) for _ in range(rng.randint(1, 3))]}
        if rng.random() < 0.5:
            entry["date"] = day(mood.first + rng.randrange(mood.months), mood.first)
        else:
            entry["hazard"] = number(rng, 0.0, 1.0)
        found[f"event{place}"] = entry
    return found


def effect_of(rng: Random, ids: Ids) -> Tree:
    """One change that an event makes."""
    groups = {"actor": [*ids.governments, *ids.donors], "government": ids.governments, "donor": ids.donors}
    if rng.random() < 0.5:
        change, kind = rng.choice(list(SHOCKS.items()))
        entry: Tree = {"change": change, "blow": number(rng, -kind.most, kind.most)}
    else:
        change, kind = rng.choice(list(CONDITIONS.items()))
        operation = rng.choice(["add", "multiply", "set"])
        entry = {"change": change, operation: number(rng, 0.0 if operation == "multiply" else -1.0, 2.0)}
        if rng.random() < 0.7:
            entry["months"] = rng.randint(1, 4)
    for key, who in (("of", kind.of), ("toward", kind.toward)):
        if who is not None and groups[who] and rng.random() < 0.6:
            entry[key] = rng.sample(groups[who], rng.randint(1, len(groups[who])))
    if change in ("interest", "trust") and rng.random() < 0.5:
        entry["domain"] = rng.choice(list(ids.domains))
    return entry


def day(month: int, start: int | None = None) -> str:
    """A day of a month, counted from year 0; the first of it where it is that of the start."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}-{1 if month == start else 1 + month % 28:02d}"
