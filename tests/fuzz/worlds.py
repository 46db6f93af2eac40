"""Random whole worlds, as trees that `Scenario.from_tree` reads, most of them with a past that knew others."""

from random import Random
from typing import Any

from tests.fuzz import entries
from tests.fuzz.entries import Ids, Mood, Tree
from trustladder.sim.scenario.parameters import Levers, Structure, Uncertainties

LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"


def drawn(seed: int, number: int) -> Tree:
    """World `number` of a seed, always the same; about one in a hundred is refused as a scenario."""
    rng = Random(f"{seed}/{number}")
    first, months = 12 * rng.choice([1100, 1987, 2014, 2990]) + rng.randrange(12), rng.choice([1, 2, 6, 14])
    ids = ids_of(rng)
    mood = Mood(rng.random() < 0.6, first, months)
    tree = scenario_of(rng, ids, mood)
    if rng.random() < 0.85:
        tree["past"] = past_of(rng, ids, mood, deeper=rng.random() < 0.2)
    return tree


def scenario_of(rng: Random, ids: Ids, mood: Mood) -> Tree:
    """A scenario without a past."""
    ladders = entries.domains(rng, ids, mood)
    return {
        "name": "fuzz",
        "title": "t",
        "question": "q",
        "start": entries.day(mood.first, mood.first),
        "months": mood.months,
        "seed": rng.choice([0, 1, 2**63 - 1, rng.getrandbits(62)]),
        "rivals": rivals(rng, ids.donors),
        "aim": rng.choice(list(ids.domains)),
        "levers": entries.numbers(rng, Levers, 0.3),
        "uncertainties": facts(rng, mood),
        "structure": entries.numbers(rng, Structure, 0.3),
        "actors": entries.actors(rng, ids, mood),
        "domains": ladders,
        "forums": entries.forums(rng, ids, ladders, mood),
        "assets": entries.assets(rng, ids),
        "events": entries.events(rng, ids, mood),
    }


def rivals(rng: Random, donors: list[str]) -> list[Any]:
    """One pair of rivals as it is mostly written, or none, one or several pairs."""
    if len(donors) < 2 or rng.random() < 0.15:
        return []
    if rng.random() < 0.6:
        return rng.sample(donors, 2)
    pairs = {tuple(sorted(rng.sample(donors, 2))) for _ in range(rng.randint(1, 4))}
    return [list(pair) for pair in sorted(pairs)]


def facts(rng: Random, mood: Mood) -> Tree:
    """Uncertainties; in a lively world those that decide whether forums climb are left alone."""
    found = entries.numbers(rng, Uncertainties, 0.15 if mood.lively else 0.6)
    if mood.lively:
        found |= {"idle_limit": 24, "region_share": 0.6, "region_window": rng.choice([24, 60])}
    return found


def past_of(rng: Random, ids: Ids, mood: Mood, deeper: bool) -> Tree:
    """A past: other actors, rungs, forums and domains than now, some of them the same."""
    lead = rng.choice([1, 2, 6, 14])
    before = Mood(rng.random() < 0.8, mood.first - lead, rng.choice([1, lead, 60]))
    known = other_ids(rng, ids)
    tree = scenario_of(rng, known, before)
    if deeper:
        tree["past"] = past_of(rng, known, before, deeper=rng.random() < 0.2)
    return {"scenario": tree, "replicates": rng.choice([1, 2, 3])}


def ids_of(rng: Random) -> Ids:
    """Who and what there is."""
    return Ids(
        fresh(rng, rng.randint(2, 5)),
        fresh(rng, rng.choice([0, 1, 2, 3, 4, 9])),
        fresh(rng, rng.choice([1, 1, 2, 3])),
        {name: fresh(rng, rng.choice([1, 2, 3, 6, 12])) for name in fresh(rng, rng.randint(1, 3))},
    )


def other_ids(rng: Random, ids: Ids) -> Ids:
    """Who and what there was: some are gone, some are new, ladders had other rungs or another order."""
    governments, donors = kept(rng, ids.governments), kept(rng, ids.donors)
    if rng.random() < 0.1 and len(donors) > 2 and donors[-1] not in governments:
        governments.append(donors.pop())  # a donor now was a government then
    domains = {name: kept(rng, ids.domains[name]) for name in kept(rng, list(ids.domains)) if name in ids.domains}
    if not domains or rng.random() < 0.3:
        domains |= {name: fresh(rng, rng.choice([1, 4, 12])) for name in fresh(rng, 1)}
    return Ids(enough(rng, governments), donors, kept(rng, ids.forums), domains)


def kept(rng: Random, names: list[str]) -> list[str]:
    """Some of these ids, with some new ones, and at times in another order; at least one."""
    found = [name for name in names if rng.random() < 0.8]
    for name in fresh(rng, rng.choice([0, 0, 1, 2])):
        found.insert(rng.randint(0, len(found)), name)
    if rng.random() < 0.2:
        rng.shuffle(found)
    return (found or names[:1])[:12]


def enough(rng: Random, names: list[str]) -> list[str]:
    """These ids, and new ones until there are two."""
    return names if len(names) > 1 else [*names, *fresh(rng, 2 - len(names))]


def fresh(rng: Random, count: int) -> list[str]:
    """New ids."""
    return ["".join(rng.choices(LETTERS, k=rng.randint(3, 8))) for _ in range(count)]
