"""Reports of three small results, made once."""

import pytest

from tests.worlds import tiny
from trustladder.analysis.reports.content import Wish, report
from trustladder.analysis.simulate import simulate
from trustladder.sim.store.results import Plan


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    """Three results of a small world under the same luck."""
    folder, found = tmp_path_factory.mktemp("small"), []
    for name, omega in (("one", 0.7), ("two", 0.2), ("three", 0.71)):
        scenario = tiny(name=name, title=f"World {name}", uncertainties={"omega": omega})
        simulate(Plan(scenario, 60, 1, "compiled", "bands"), folder / name, ["run", name])
        found.append(folder / name)
    return found


@pytest.fixture(scope="session")
def document(folders):
    return report(folders, "en", wish=Wish(future=True))
