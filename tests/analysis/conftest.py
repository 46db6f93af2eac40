"""Folders made up by formula, of which many tests draw."""

import pytest

from tests.analysis.figures.made_up import one_law
from tests.analysis.figures.pictures import Made


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Folders made up by formula."""
    with one_law():
        yield Made(tmp_path_factory.mktemp("made-up"))


@pytest.fixture(scope="module")
def folders(made):
    """Three made-up results of one scenario and two others."""
    return made.results
