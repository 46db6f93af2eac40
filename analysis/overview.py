"""A scenario for people: what it asks, who is in it, and where its numbers come from."""

from typing import Any

from rich.console import Console
from rich.table import Table

from sim.results import scalars
from sim.scenario import Scenario, registry


def source_rows(scenario: Scenario) -> list[dict[str, Any]]:
    """Every number of actors, forums, domains, assets and events, then every parameter, with its origin."""
    rows: list[dict[str, Any]] = [
        {"path": path, "value": round(quantity.value, 6), "origin": quantity.origin}
        for path, quantity in scenario.quantities()
    ]
    lines = {parameter.path: parameter for parameter in registry()}
    for path, value in scalars(scenario):
        line = lines[path]
        origin = f"{line.source}; {line.role}, allowed {line.allowed}"
        rows.append({"path": path, "value": value, "origin": origin})
    return rows


def print_sources(scenario: Scenario) -> None:
    """The table of sources."""
    table = _table("number", "value", "where it comes from")
    for row in source_rows(scenario):
        value = row["value"]
        table.add_row(row["path"], f"{value:g}" if isinstance(value, float) else str(value), row["origin"])
    Console(highlight=False).print(table)


def _table(*titles: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for place, title in enumerate(titles):
        table.add_column(title, no_wrap=place == 0, overflow="fold")
    return table


def print_scenario(scenario: Scenario) -> None:
    """The scenario on a page."""
    console = Console(highlight=False)
    console.print(f"[bold]{scenario.title}[/bold]\n{scenario.question}\n", soft_wrap=True)
    until = scenario.first_month + scenario.months - 1
    console.print(
        f"from {scenario.start:%B %Y} for {scenario.months} months, to {until // 12}-{until % 12 + 1:02d}; seed {scenario.seed}"
    )
    before = scenario.history()
    if before is not None:
        console.print(f"begins with what {before.months} months of '{before.name}' leave")
    for print_part in (_print_levers, _print_actors, _print_forums, _print_domains, _print_assets, _print_events):
        print_part(console, scenario)


def _print_levers(console: Console, scenario: Scenario) -> None:
    lines = {parameter.path: parameter for parameter in registry()}
    changed = [(path, value) for path, value in scalars(scenario) if value != lines[path].default]
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


def _print_forums(console: Console, scenario: Scenario) -> None:
    table = _table("\nforum", "", "members", "sponsor", "founded", "takes up")
    for name, forum in scenario.forums.items():
        agenda = ", ".join(
            f"{domain} ({entry.rate.value:.2f} a month{', enters at ' + entry.entry_rung if entry.entry_rung else ''})"
            for domain, entry in forum.agenda.items()
        )
        founded = f"{forum.founded:%Y-%m}" if forum.founded else ""
        table.add_row(name, forum.name, " ".join(forum.members), forum.sponsor or "", founded, agenda)
    console.print(table)


def _print_domains(console: Console, scenario: Scenario) -> None:
    for name, domain in scenario.domains.items():
        gate = "" if domain.gate == "none" else f"; opens after {domain.gate.rung} in {domain.gate.domain}"
        table = _table(f"\n{name}{gate}", "benefit", "exposure", "intrusion", "weight", "quorum", "successes")
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
