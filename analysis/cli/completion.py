"""What the Tab key offers in a shell: names of scenarios, metrics, figures and plans, and files.

eval "$(_TRUSTLADDER_COMPLETE=bash_source trustladder)"     # in ~/.bashrc; zsh_source and fish_source for others
"""

from collections.abc import Callable, Iterable

import click
from click.shell_completion import CompletionItem

Completion = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def offering(names: Callable[[], Iterable[str]], files: bool = False) -> Completion:
    """Return a completion by names that are looked up when they are asked for, and by files."""

    def complete(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
        found = [CompletionItem(name) for name in names() if name.startswith(typed)]
        return [*found, CompletionItem(typed, type="file")] if files else found

    return complete


def _scenarios() -> Iterable[str]:
    from trustladder.sim.scenario.loading import shipped_names

    return shipped_names()


def _metrics() -> Iterable[str]:
    from trustladder.sim.metrics import metrics_of
    from trustladder.sim.scenario.scenario import Scenario

    return [metric.name for metric in metrics_of(Scenario.load("baseline"))]


def _figures() -> Iterable[str]:
    from trustladder.analysis.figures import CATALOGUE

    return CATALOGUE


def _plans() -> Iterable[str]:
    from trustladder.analysis.sweeps.plans import shipped_plans

    return shipped_plans()


scenario_or_file, scenario, metric = offering(_scenarios, files=True), offering(_scenarios), offering(_metrics)
figure, plan_or_file = offering(_figures), offering(_plans, files=True)
