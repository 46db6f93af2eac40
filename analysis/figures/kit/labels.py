"""Labels of metrics, parameters and their values, and the format of their numbers."""

import re
from math import floor, log10
from typing import Any, NamedTuple

from trustladder.analysis.sweeps.factors import Factor
from trustladder.analysis.words import Words
from trustladder.sim.scenario.dates import month_name
from trustladder.sim.scenario.entities import Event
from trustladder.sim.scenario.scenario import Scenario

SHARES = ("flag", "share")  # units that are written in percent
SHORT = 60  # characters of a name


class Measure(NamedTuple):
    """A metric with its label and the format of its values."""

    say: Words
    name: str
    label: str
    unit: str

    @property
    def share(self) -> bool:
        """Return whether values are written in percent."""
        return self.unit in SHARES

    @property
    def axis(self) -> str:
        """Return the unit as axes name it."""
        return self.say.texts.get(f"unit.{self.unit}", self.unit)

    def written(self, value: float, more: int = 0) -> str:
        """Return a value as text, with so many more decimals than usual."""
        return self.say.percent(value, more or None) if self.share else self.say.figure(value, more)

    @property
    def change_axis(self) -> str:
        """Return the unit of differences."""
        return self.say("unit.change") if self.share else self.axis

    def size(self, difference: float, more: int = 0) -> str:
        """Return the size of a difference as text; that of shares is in percentage points."""
        return self.say.figure(100.0 * difference if self.share else difference, more)

    def change(self, difference: float) -> str:
        """Return a difference with its sign as text."""
        return self.say.signed_figure(100.0 * difference if self.share else difference)

    def around(self, mean: float, half: float) -> str:
        """Return a mean ± half of its interval as text, with the digits that the interval supports."""
        times = 100.0 if self.share else 1.0
        digits = max(0, min(6, 1 - floor(log10(times * half)))) if half > 0.0 else 2
        text = f"{self.say.number(times * mean, digits)} ± {self.say.number(times * half, digits)}"
        return text + (self.say("number.percent") if self.share else "")


def measure(say: Words, scenario: Scenario, name: str, unit: str) -> Measure:
    """Return a metric of a scenario with its label."""
    return Measure(say, name, metric(say, scenario, name), unit)


def metric(say: Words, scenario: Scenario, name: str) -> str:
    """Return the label of a metric; its name if it has none."""
    family, _, rest = name.partition(".")
    if f"metric_of.{family}" in say.texts:
        return say(f"metric_of.{family}", metric=metric(say, scenario, rest))
    try:
        return say.texts[f"metric.{family}"].format_map(_parts(say, scenario, rest.split(".")))
    except KeyError:
        return plain(say, name)


def _parts(say: Words, scenario: Scenario, parts: list[str]) -> dict[str, str]:
    """Return the labels of what follows the point in a metric's name: domain and rung, rung of the aim, membership."""
    found, domain, aimed = {}, scenario.domains.get(parts[0]), scenario.domains[scenario.aim].rungs
    if len(parts) == 1 and parts[0] in aimed:
        found["rung"] = say.said(aimed[parts[0]].name, SHORT)
    if domain is not None:
        found["domain"] = inside(say, domain.name)
        if len(parts) > 1 and parts[1] in domain.rungs:
            found["rung"] = say.said(domain.rungs[parts[1]].name, SHORT)
    if f"club.{parts[-1]}" in say.texts:
        found["club"] = say(f"club.{parts[-1]}")
    return found


def plain(say: Words, name: str) -> str:
    """Return a name without a label, with spaces between its words."""
    return say.said(name.replace("_", " ").replace(".", ", "), SHORT)


def inside(say: Words, name: str) -> str:
    """Return a name as it is written inside a sentence."""
    text = say.said(name, SHORT)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def capital(text: str) -> str:
    """Return a text that begins with a capital."""
    return text[:1].upper() + text[1:]


def factor(say: Words, scenario: Scenario, path: str) -> str:
    """Return the label of a parameter after that of its owner: "Kazakhstan: dependence on Russia"."""
    table, *steps = path.split(".")
    if f"label.{path}" in say.texts:
        return say(f"label.{path}")
    if table == "events" and len(steps) == 2:
        return say("label.date", of=named(say, scenario, "events", steps[0]))
    if len(steps) < 2 or table not in ("actors", "forums", "domains", "assets"):
        return plain(say, path)
    key = f"label.{table}.{steps[-1] if steps[1] == 'rungs' else steps[1]}"
    if key not in say.texts:
        return plain(say, path)
    owner = named(say, scenario, table, steps[0])
    if steps[1] == "rungs":
        owner = say.said(scenario.domains[steps[0]].rungs[steps[2]].name, SHORT)
    what = say.texts[key].format_map({"of": _other(say, scenario, steps[2]) if len(steps) > 2 else ""})
    return f"{capital(owner)}: {what}"


def _other(say: Words, scenario: Scenario, name: str) -> str:
    """Return the label of the actor or domain that an attribute is about."""
    if name in scenario.domains:
        return inside(say, scenario.domains[name].name)
    return say("label.actors.others") if name == "others" else named(say, scenario, "actors", name)


def forum(say: Words, scenario: Scenario, name: str) -> str:
    """Return the short name of a forum, unless the scenario has renamed it."""
    known, full = say.texts.get(f"forum.{name}"), scenario.forums[name].name
    return known if known and full in say.known else say.said(full, SHORT)


def field(say: Words, scenario: Scenario, domain: str) -> str:
    """Return the short name of a domain as it is written inside a sentence, unless the scenario has renamed it."""
    known, full = say.texts.get(f"field.{domain}"), scenario.domains[domain].name
    return known if known and full in say.known else inside(say, full)


def about(say: Words, scenario: Scenario, domains: list[str]) -> str:
    """Return domains as they stand in a sentence: "on energy"."""
    told = []
    for domain in domains:
        name = scenario.domains[domain].name
        key = f"answer.on.{domain}"
        shipped = key in say.texts and say.texts.get(f"named.domain.{domain}", name) == say.said(name)
        told.append(say(key) if shipped else say("answer.on.other", name=inside(say, name)))
    return say.listed(told)


def actor(say: Words, scenario: Scenario, name: str) -> str:
    """Return the short name of an actor, unless the scenario has renamed it."""
    known, full = say.texts.get(f"actor.{name}"), scenario.actors[name].name
    return known if known and full in say.known else say.said(full, SHORT)


def subject(say: Words, scenario: Scenario, name: str) -> str:
    """Return the short name of an actor inside a sentence, with its article where the language gives it one."""
    text, shipped = actor(say, scenario, name), scenario.actors[name].name in say.known
    return say("article.with", name=text) if shipped and name in say("article.actors").split() else text


def named(say: Words, scenario: Scenario, table: str, name: str) -> str:
    """Return the name of an entry of a scenario; its id if it has none."""
    if table == "forums" and name in scenario.forums:
        return forum(say, scenario, name)
    entry: Any = getattr(scenario, table).get(name)
    return say.said(getattr(entry, "name", None) or name, SHORT)


def event(say: Words, one: Event) -> str:
    """Return the short name of an event."""
    return say.said(one.short, SHORT) if one.short else re.split("[;:]", say.said(one.name, SHORT))[0]


def short(say: Words, scenario: Scenario) -> str:
    """Return the short name of a scenario, as rows and notes write it."""
    return say.said(scenario.short_name, SHORT)


def noun(say: Words, scenario: Scenario) -> str:
    """Return what a scenario is called inside a sentence."""
    return say.said(scenario.noun_phrase, SHORT)


def value(say: Words, text: str) -> str:
    """Return the label of a value of a choice."""
    return say.texts.get(f"value.{text.lower()}") or say.said(text, SHORT)


def level(say: Words, one: Factor, number: float) -> str:
    """Return a level of a factor as text: a month, one of its choices, or a number."""
    if one.kind == "month":
        return month_name(round(number))
    if one.kind == "choice":
        return value(say, str(one.values[round(number)]))
    return localized(say, f"{number:.3g}")


def localized(say: Words, number: str) -> str:
    """Return a number as the language writes it: its decimal sign, and a true minus."""
    return number.replace(".", say.point).replace("-", "−")
