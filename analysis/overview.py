"""Print a scenario: its question, its actors, and the origin of its numbers."""

from textwrap import fill, indent
from typing import Any

from rich.console import Console
from rich.table import Table

from trustladder.analysis import terminal
from trustladder.analysis.history.founding import provisions
from trustladder.sim.fits import FITTED, fitted_numbers
from trustladder.sim.scenario.changes import scalars
from trustladder.sim.scenario.dates import month_name
from trustladder.sim.scenario.entities import Member
from trustladder.sim.scenario.judgements import with_reason
from trustladder.sim.scenario.scenario import Scenario, registry

ROLES = {"X": "uncertainty", "L": "lever", "R": "structure", "fixed": "fixed"}


def source_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """Return the origin of every number and parameter, and what founding documents say of the forums.

    Each row has a `path`, a `value` and an `origin`; founding documents stand under `evidence`.
    """
    rows: list[dict[str, Any]] = [
        {"path": path, "value": round(quantity.value, 6), "origin": with_reason(quantity.origin, path)}
        for path, quantity in scenario.quantities()
    ]
    lines, fitted = {parameter.path: parameter for parameter in registry()}, fitted_numbers(scenario)
    for path, value in scalars(scenario):
        line = lines[path]
        source = (
            f"{FITTED} (medoid of the sets in {scenario.fit})" if path in fitted else with_reason(line.source, path)
        )
        origin = f"{source}; {ROLES[line.role]}, allowed {line.allowed}"
        rows.append({"path": path, "value": value, "origin": origin})
    for row in provisions(scenario):
        rows.append({"path": f"evidence.{row.path}", "value": row.value, "origin": row.origin})
    return rows


def print_sources(scenario: Scenario) -> None:
    """Print every number, and under it its origin."""
    console = terminal.console()
    for row in source_rows(scenario):
        value = row["value"]
        text = f" = {value:g}" if isinstance(value, float) else f" = {value}"
        console.print(terminal.with_bold("", row["path"], text), soft_wrap=True)
        console.print(indent(fill(row["origin"], console.width - 4), " " * 4))


def _table(*titles: str) -> Table:
    table = terminal.table()
    for index, title in enumerate(titles):
        table.add_column(title, no_wrap=index == 0, overflow="fold")
    return table


def print_scenario(scenario: Scenario) -> None:
    """Print a scenario on one page."""
    console = terminal.console()
    console.print(terminal.with_bold("", scenario.title, f"\n{scenario.question}\n"), soft_wrap=True)
    console.print(f"asks about {scenario.asks}")
    last = month_name(scenario.first_month + scenario.months - 1)
    console.print(f"from {scenario.start:%B %Y} for {scenario.months} months, to {last}; seed {scenario.seed}")
    before = scenario.history()
    if before is not None:
        console.print(f"begins with what {before.months} months of '{before.name}' leave")
    for print_part in (_print_levers, _print_actors, _print_forums, _print_domains, _print_assets, _print_events):
        print_part(console, scenario)


def _print_levers(console: Console, scenario: Scenario) -> None:
    lines = {parameter.path: parameter for parameter in registry()}
    fitted = fitted_numbers(scenario)
    changed = [
        (path, value) for path, value in scalars(scenario) if value != lines[path].default and path not in fitted
    ]
    if fitted:
        console.print(f"{len(fitted)} numbers were fitted to the record; `trustladder show --sources` names them")
    if changed:
        table = _table("\nset otherwise than by default", "value", "meaning")
        for path, value in changed:
            table.add_row(path, str(value), lines[path].meaning)
        console.print(table)


def _print_actors(console: Console, scenario: Scenario) -> None:
    governments = _table("\ngovernment", "", "autonomy", "secrecy", "collusion", "instability", "transit")
    for name, one in scenario.governments.items():
        values = (one.autonomy, one.secrecy, one.collusion, one.instability, one.transit)
        governments.add_row(name, one.name, *(f"{value.value:.2f}" for value in values))
    donors = _table("\ndonor", "", "budget", "attention", "drifts to", "joint share", "rivals")
    for name, donor in scenario.donors.items():
        rivals = ", ".join(f"{other} {value.value:.2f}" for other, value in donor.rivalry.items() if value.value > 0)
        shown = (donor.budget, donor.attention, donor.attention_target, donor.joint_share)
        donors.add_row(name, donor.name, *(f"{value.value:.2f}" for value in shown), rivals)
    console.print(governments, donors)


def _member(member: Member) -> str:
    """Return an actor's id, with the months in which it joins and leaves."""
    joined = f" from {member.joined:%Y-%m}" if member.joined else ""
    return f"{member.id}{joined}{f' until {member.until:%Y-%m}' if member.until else ''}"


def _print_forums(console: Console, scenario: Scenario) -> None:
    table = _table("\nforum", "")
    for name, forum in scenario.forums.items():
        sponsor = f", sponsor {forum.sponsor}" if forum.sponsor else ""
        founded = f", founded {forum.founded:%Y-%m}" if forum.founded else ""
        agenda = [
            f"{domain} {entry.rate.value:.2f} a month{f', enters at {entry.entry_rung}' if entry.entry_rung else ''}"
            f"{f', up to {entry.top_rung}' if entry.top_rung else ''}"
            for domain, entry in forum.agenda.items()
        ]
        members = ", ".join(map(_member, forum.members))
        table.add_row(name, "\n".join([f"{forum.name}{sponsor}{founded}", members, "; ".join(agenda)]))
    console.print(table)


def _print_domains(console: Console, scenario: Scenario) -> None:
    for name, domain in scenario.domains.items():
        gate = "" if domain.gate == "none" else f"; opens after {domain.gate.rung} in {domain.gate.domain}"
        console.print(terminal.with_bold("\n", name, gate))
        table = _table("rung", "benefit", "exposure", "intrusion", "weight", "quorum", "successes")
        table.columns[0].no_wrap = False
        for rung in domain.rungs.values():
            values = (rung.benefit, rung.exposure, rung.intrusion, rung.weight)
            quorum = f"{rung.quorum_governments} + {rung.quorum_donors}"
            table.add_row(rung.name, *(f"{value.value:.2f}" for value in values), quorum, str(rung.successes))
        console.print(table)


def _print_assets(console: Console, scenario: Scenario) -> None:
    if scenario.assets:
        table = _table("\nshared asset", "", "governments", "size")
        for name, asset in scenario.assets.items():
            table.add_row(name, asset.name, " ".join(asset.governments), f"{asset.size.value:.2f}")
        console.print(table)


def _print_events(console: Console, scenario: Scenario) -> None:
    if scenario.events:
        table = _table("\nevent", "", "when", "source")
        for name, event in scenario.events.items():
            when = (
                f"{event.date:%Y-%m-%d}" if event.date else f"{event.hazard.value:.3f} a month" if event.hazard else ""
            )
            table.add_row(name, event.name, when, event.source or "")
        console.print(table)
