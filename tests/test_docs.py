"""What the pages of docs/ tell people to type exists."""

import re
import shlex
from contextlib import suppress

import click
import pytest

from tests.conftest import ROOT
from trustladder.analysis.cli import cli

PAGES = sorted((ROOT / "docs").glob("*.md"))

pytestmark = pytest.mark.fast


def typed(page):
    text = page.read_text(encoding="utf-8")
    lines = [line for block in re.findall(r"```sh\n(.*?)```", text, re.S) for line in block.splitlines()]
    spans = (" ".join(span.split()) for span in re.findall(r"(?<!`)`(trustladder [^`]+)`(?!`)", text))
    plain = (re.sub(r"(\w+)(\|\w+)+", r"\1", re.sub(r"\$\w+", "1", line)) for line in [*lines, *spans])  # a|b: either
    return [line for line in plain if line.startswith("trustladder ")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_of_a_page_is_one(page):
    for line in typed(page):
        _, name, *arguments = shlex.split(line, comments=True)
        if name.startswith("-") or {"--help", "-h"} & set(arguments):
            continue
        command = cli.get_command(None, name)
        assert command is not None, line
        with suppress(click.exceptions.Exit):  # an option such as --example, which prints and ends
            command.make_context(name, arguments, resilient_parsing=not arguments)


def test_some_pages_tell_commands():
    assert sum(len(typed(page)) for page in PAGES) >= 5


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_of_a_page_leads_somewhere(page):
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        if "{" not in target and "figures/" not in target:
            assert (page.parent / target).exists(), target
