"""Say what every column of a figure's table holds, in the language of the figure."""

from collections.abc import Iterator

from trustladder.analysis.figures.kit import labels
from trustladder.analysis.figures.kit.source import Description, Source
from trustladder.sim.scenario.scenario import Scenario

CODEBOOK = ("column", "meaning")
FAMILIES = {"because_": "reason", "weighed_": "term", "in_first_box_of_": ""}  # columns, and the words that they share


def codebook(data: Source, known: Description) -> Iterator[tuple[str, str]]:
    """Yield the name of every column of a figure's table, and its meaning with its unit."""
    scenario: Scenario | None = getattr(data, "scenario", None)
    metrics = set() if scenario is None else _metrics(scenario)
    for name in known.columns:
        yield name, _meaning(data, scenario, metrics, name)


def _meaning(data: Source, scenario: Scenario | None, metrics: set[str], name: str) -> str:
    """Return what a column holds; of a metric or a parameter, its label."""
    say = data.words
    if f"column.{name}" in say.texts:
        return say(f"column.{name}")
    for family, words in FAMILIES.items():
        rest = name.removeprefix(family)
        if rest != name:
            return say(f"column.{family}", of=say.texts.get(f"{words}.{rest}", rest))
    if scenario is None:
        return labels.plain(say, name)
    label = labels.metric if name.partition(".")[0] in metrics else labels.factor
    return labels.capital(label(say, scenario, name))


def _metrics(scenario: Scenario) -> set[str]:
    """Return the families of a scenario's metrics."""
    from trustladder.sim.metrics import metrics_of

    return {one.name.partition(".")[0] for one in metrics_of(scenario)}
