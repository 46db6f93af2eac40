"""The pages of docs/: what they tell people to type runs, links lead somewhere, and a newcomer finds the right page."""

import inspect
import io
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import redirect_stdout, suppress
from functools import cache
from pathlib import Path

import click
import matplotlib.pyplot as plt
import pytest
import yaml

import trustladder
from tests.conftest import ROOT
from trustladder.analysis.cli import cli, status_of
from trustladder.analysis.cli.sweep import EXAMPLE

DOCS = ROOT / "docs"
sys.path.insert(0, str(DOCS / "_ext"))
import pages  # noqa: E402  the generator of the site's parts

PAGES = {path.relative_to(DOCS).as_posix(): path for path in sorted(DOCS.rglob("*.md"))}
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


@cache
def text_of(name):
    """A page as it is read, without the parts that only a browser's library draws."""
    text = PAGES[name].read_text(encoding="utf-8")
    return text if "part: odd" in text else pages.filled(text)


def blocks(text, languages):
    """The code of some languages, in the order of the page, each with its language."""
    return re.findall(rf"^ *```({languages})\n(.*?)^ *```", text, re.S | re.M)


# --- what is typed exists ---


def typed(name):
    text = text_of(name)
    lines = [line.strip() for _, block in blocks(text, "sh") for line in block.splitlines()]
    lines += [line[1:] for line in text.splitlines() if line.startswith("!trustladder ")]
    spans = (" ".join(span.split()) for span in re.findall(r"(?<!`)`(trustladder [^`]+)`(?!`)", text))
    plain = (re.sub(r"(\w+)(\|\w+)+", r"\1", re.sub(r"\$\w+", "1", line)) for line in [*lines, *spans])  # a|b: either
    return [line for line in plain if line.startswith("trustladder ")]


@pytest.mark.fast
@pytest.mark.parametrize("name", PAGES)
def test_every_command_of_a_page_is_one(name):
    for line in typed(name):
        words = [word for word in shlex.split(line, comments=True)[1:] if word not in ("--quiet", "--verbose")]
        command, *arguments = words
        if command.startswith("-") or {"--help", "-h"} & set(arguments) or command.isupper() or "..." in arguments:
            continue
        found = cli.get_command(None, command)
        assert found is not None, line
        ours = arguments[: arguments.index(">")] if ">" in arguments else arguments
        with suppress(click.exceptions.Exit):  # an option such as --example, which prints and ends
            found.make_context(command, ours, resilient_parsing=not ours)


def test_some_pages_tell_commands():
    assert sum(len(typed(name)) for name in PAGES) >= 60


# --- what is typed runs ---

RUN = [name for name in PAGES if name.startswith("howto/") and name != "howto/room.md"] + ["into-documents.md"]


def say(line):
    """Type a line, in this process; what it prints goes where `>` points."""
    words = shlex.split(line, comments=True)
    assert words[0] == "trustladder", line
    place = words.index(">") if ">" in words else len(words)
    said = io.StringIO()
    with redirect_stdout(said):
        status = status_of(words[1:place])
    assert status == 0, line
    if place < len(words):
        Path(words[place + 1]).write_text(said.getvalue(), encoding="utf-8")


@pytest.mark.parametrize("name", RUN)
def test_the_code_of_a_page_runs_from_top_to_bottom(name, tmp_path, monkeypatch):
    """A block that begins with the name of a file is that file; all others are typed or executed in turn."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    Path("plan.toml").write_text(EXAMPLE, encoding="utf-8")
    names, count = {}, 0
    for language, code in blocks(text_of(name), "sh|python|toml|text"):
        file = re.match(r"# ([\w.-]+\.\w+)\n", code)
        count += 1
        if file:
            Path(file[1]).write_text(code, encoding="utf-8")
        elif language == "sh":
            for line in code.splitlines():
                say(line.strip())
        else:
            exec(compile(code, name, "exec"), names)
    plt.close("all")
    sys.modules.pop("cautious", None)
    assert count


SMALL = """
scenario = "malacca-piracy"
design = "lhs"
points = 4
replicates = 2
[factors]
"levers.joint_share" = [0, 1]
"""


def test_the_python_of_the_page_about_other_programs_runs(tmp_path, monkeypatch):
    """With few futures; what needs a program of its own is run by tests/test_readme.py."""
    monkeypatch.chdir(tmp_path)
    Path("plan.toml").write_text(SMALL, encoding="utf-8")
    say("trustladder sweep plan.toml --out out/mine")
    say("trustladder export out/mine --to csv --out runs.csv")
    codes = [code for _, code in blocks(text_of("exports.md"), "python")]
    ours = [code for code in codes if not re.search("ema_model|SALib|mesa", code)]
    assert len(ours) >= 4
    for code in ours:
        exec(code.replace("1000", "8").replace("log=100", "log=8"), {})
    plt.close("all")
    assert Path("fan.pdf").is_file()


# --- links ---


def slug(heading):
    """The anchor of a heading, as the site and a forge make it."""
    plain = re.sub(r"[`*]|<[^>]+>", "", heading).strip().lower()
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", plain))


def headings(name):
    """The headings of a page, as matches in its text; a comment in code is none."""
    bare = re.sub(r"^```.*?^```", lambda code: code[0].replace("#", " "), text_of(name), flags=re.S | re.M)
    return list(re.finditer(r"^(#+) (.+)$", bare, re.M))


def anchors(name):
    return {slug(heading[2]) for heading in headings(name)}


def links(name):
    """The pages, and places on them, to which a page leads; also those of its menu."""
    here = PAGES[name].parent
    for target in LINK.findall(text_of(name)):
        path, _, anchor = target.partition("#")
        if "://" not in target and "figures/" not in path:
            yield (here / path).resolve() if path else PAGES[name], anchor
    for _, tree in blocks(text_of(name), r"\{toctree\}"):
        for line in tree.splitlines():
            if line and not line.startswith(":"):
                yield (here / f"{line}.md").resolve(), ""


@pytest.mark.parametrize("name", [name for name in PAGES if name != "odd.md"])
def test_every_link_of_a_page_leads_somewhere(name):
    for path, anchor in links(name):
        assert path.exists(), path
        if anchor:
            assert anchor in anchors(path.relative_to(DOCS).as_posix()), (path, anchor)


def test_every_page_is_in_the_menu():
    listed = {path for path, anchor in links("index.md") if not anchor}
    assert {path for name, path in PAGES.items() if name != "index.md"} <= listed


QUESTIONS = {  # what a newcomer asks, and what stands in the section that answers it
    "How do I get the data of agents?": "get_agenttype_vars_dataframe(Government)",
    "How do I save a figure?": "trustladder figure trust-fan",
    "How do I add my region?": "[forums.COMMISSION]",
    "How do I run it on a cluster?": "--shard",
    "Why is it 0?": "trustladder figure reasons",
    "What do the columns mean?": "| `region_held` |",
    "How do I cite it?": "@software",
    "How do I read results in R?": "open_dataset",
    "How do I change an agent?": "class Cautious(Government)",
    "How do I present it to a room?": "trustladder workshop",
}


def section(name, anchor):
    """The text of a page from an anchor to the next heading of the same height or more; all of it without one."""
    found = headings(name)
    for place, one in enumerate(found):
        if slug(one[2]) == anchor:
            end = next((other.start() for other in found[place + 1 :] if len(other[1]) <= len(one[1])), None)
            return text_of(name)[one.end() : end]
    assert not anchor, (name, anchor)
    return text_of(name)


def in_docs(found):
    """Of places to which links lead, those on a page of docs/, by its name."""
    return {(path.relative_to(DOCS).as_posix(), anchor) for path, anchor in found if path.is_relative_to(DOCS)}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_newcomer_finds_the_answer_in_two_clicks(question):
    """A row of the start page leads to the section that answers its question, and so does the menu with a second."""
    (target,) = re.findall(rf"^\| {re.escape(question)} \| \[.+\]\((.+)\) \|$", text_of("index.md"), re.M)
    name, _, anchor = target.partition("#")
    assert QUESTIONS[question] in section(name, anchor)
    menu = {page for page, place in in_docs(links("index.md")) if not place}
    assert name in menu and (not anchor or anchor in anchors(name))


# --- the parts that follow from the code ---


def test_the_gallery_has_every_figure_with_its_picture_and_its_command():
    from trustladder.analysis.figures import CATALOGUE

    text = text_of("gallery.md")
    for name in CATALOGUE:
        assert f"\n## {name}\n" in text and f"trustladder figure {name}" in text
        assert (ROOT / pages.APPROVED / f"{name}-slide-en.png").is_file()


def test_columns_of_a_result_and_of_its_log_are_all_explained():
    from trustladder import run
    from trustladder.sim.store.run_tables import scalars

    result = run("baseline", 2, log=2)
    text = text_of("reference/columns.md")
    known = set(re.findall(r"^\| `([^`]+)` \|", text, re.M))
    parameters = {path for path, _ in scalars(result.scenario)}
    columns = {*result.frame().columns} | {*result.meetings().columns} | {*result.monthly().columns}
    assert columns - parameters - known == set()
    strange = re.findall(r"^\| `(?![\w.*<>-]+`)([^`]{0,80})", text, re.M)
    assert not strange, "no name of a column"


@pytest.mark.parametrize("name", ["compare", "discover", "figure", "run", "sensitivity", "sweep"])
def test_the_reference_names_every_argument_of_a_public_function(name):
    function = getattr(trustladder, name)
    listed = inspect.getdoc(function).partition("Parameters\n----------\n")[2].partition("\n\n")[0]
    named = {one for line in re.findall(r"^(\w[\w, ]*)", listed, re.M) for one in line.strip().split(", ")}
    assert set(inspect.signature(function).parameters) - named == set()


def test_what_the_model_cannot_say_is_computed():
    from trustladder.analysis.history.shipped_forecast import kept
    from trustladder.analysis.words import words

    text = text_of("limits.md")
    found = kept().finding()
    assert words("en").signed(found.model.mean) in text and str(found.last) in text
    left_out = (ROOT / "sim" / "ODD.md").read_text(encoding="utf-8").partition("## 13 Limits")[2]
    assert left_out.strip().splitlines()[0] in text


def test_the_version_to_cite_is_that_of_the_package():
    known = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert f"version = {{{known['version']}}}" in text_of("cite.md")
    assert known["authors"][0]["name"] in text_of("cite.md") and known["title"].split(":")[0] in text_of("cite.md")


def test_a_region_is_counted_not_typed():
    from trustladder.sim.scenario.scenario import Scenario

    one = Scenario.load("sahel-floods")
    assert f"| {len(one.forums)} |" in text_of("howto/region.md")


# --- the whole site ---


@pytest.mark.slow
def test_the_site_builds_offline_without_a_warning(tmp_path):
    """The tutorials are executed; a warning is an error. Without a network, where the system can take it away."""
    for name in ("furo", "mermaidx", "myst_nb", "sphinx", "sphinx_click", "sphinx_copybutton", "sphinx_design"):
        pytest.importorskip(name, reason='needs pip install ".[docs]"')
    alone = ["unshare", "-rn", "sh", "-c", 'ip link set lo up; exec "$@"', "sh"]
    can = shutil.which("unshare") and subprocess.run([*alone, "true"], capture_output=True, check=False).returncode == 0
    command = [sys.executable, "-m", "sphinx", "-W", "-q", str(DOCS), str(tmp_path / "site")]
    done = subprocess.run([*(alone if can else []), *command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    site = (tmp_path / "site" / "index.html").read_text(encoding="utf-8")
    assert "https://" not in re.sub(r"<a [^>]*>", "", site).replace("https://github.com/pradyunsg/furo", "")
    tutorial = (tmp_path / "site" / "tutorials" / "workshop.html").read_text(encoding="utf-8")
    assert tutorial.count("<img") >= 10
    assert "<svg" in (tmp_path / "site" / "odd.html").read_text(encoding="utf-8")
