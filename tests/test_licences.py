"""What is shipped can be cited and used: terms, origin, versions."""

import re
import tomllib
from fnmatch import fnmatch

import pytest
import yaml

from tests.conftest import ROOT
from trustladder.sim.scenario.scenario import Scenario

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TERMS = (ROOT / "DATA-LICENSES.md").read_text(encoding="utf-8")
DATA = {".csv", ".geojson", ".json", ".png", ".svg", ".toml", ".ttf"}
SHIPPED = [
    path.relative_to(ROOT).as_posix()
    for folder in ("analysis", "docs", "scenarios", "sim")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in DATA and "words" not in path.parts and path.is_file()
]


@pytest.mark.parametrize("file", SHIPPED)
def test_origin_and_terms_of_every_data_file_are_told(file):
    named = re.findall(r"`([^`]+)`", "\n".join(line for line in TERMS.splitlines() if line.startswith("| `")))
    assert any(fnmatch(file, pattern) for pattern in named), file


def test_files_that_are_named_are_there():
    for pattern in re.findall(r"`([\w/*.-]+/[\w*.-]+)`", TERMS):
        assert list(ROOT.glob(pattern)), pattern


@pytest.mark.parametrize("name", ["baseline", "history", "later", "malacca-piracy"])
def test_every_figure_of_another_has_its_source_and_year(name):
    bare = [
        path
        for path, one in Scenario.load(name).quantities()
        if one.figure is not None and not (one.source and one.year)
    ]
    assert bare == []


def test_the_citation_has_what_its_format_asks_for_and_the_version_of_the_package():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= set(citation)
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] == "software"
    assert [set(author) for author in citation["authors"]] == [{"name"}]
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"] == "MIT"
    assert citation["authors"][0]["name"] == PROJECT["authors"][0]["name"]
    assert citation["authors"][0]["name"] in (ROOT / "LICENSE").read_text(encoding="utf-8")
