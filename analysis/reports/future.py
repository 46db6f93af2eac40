"""Tell one future of a result by years: the one that is nearest to the middle of all."""

import numpy as np

from trustladder.analysis.figures.effects import metrics
from trustladder.analysis.figures.kit.result_source import ResultSource
from trustladder.analysis.figures.kit.source import Nothing
from trustladder.analysis.told_years import YearTeller
from trustladder.sim.log_runs import told_future
from trustladder.sim.store.log_reading import run_again


def typical(data: ResultSource) -> int:
    """Return the number of the future that is nearest to the medians of the compared metrics."""
    if data.finished == 0:
        raise Nothing("nothing.runs")
    distance = np.zeros(data.finished)
    for name, _ in metrics([data]):
        values = data.metric(name)
        wide = float(values.std())
        if wide > 0.0:
            distance += ((values - np.median(values)) / wide) ** 2
    return int(data.metric("replicate")[distance.argmin()])


def typical_story(data: ResultSource) -> tuple[int, list[str]]:
    """Return the number of a typical future, and its story. Raises Nothing for another version of the law."""
    if data.old_law:
        raise Nothing("nothing.old_law", law=data.manifest["law"][:8])
    number = typical(data)
    teller = YearTeller(told_future(run_again(data.folder), number), data.words)
    return number, [*teller.periods(), *teller.why(), f"{teller.ending()} {teller.finding()}"]
