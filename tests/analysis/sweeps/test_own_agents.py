"""User-defined agents in a folder: any change of what they do or read is another sweep, a comment is none."""

import json
import os
import subprocess
import sys
import textwrap

import pytest

import trustladder
from tests.conftest import ROOT
from trustladder.analysis.sweeps.fingerprints import Unstable, fingerprint
from trustladder.sim.scenario.errors import InputError

TEXT = '''
import dataclasses, enum, functools, logging, math, re
import numpy as np
from trustladder.sim.agents.government import Government

LIMIT = 0.5
TABLE = {"a": [1, 2], "b": {3, 4}}
WORDS = {"x", "y", "zeta", "eta"}
LOG = logging.getLogger("x")
PATTERN = re.compile("a+")
ARRAY = np.arange(3.0)


class Mood(enum.Enum):
    GOOD = 1
    BAD = "b"


@dataclasses.dataclass
class Memory:
    """What it remembers."""

    size: int = 3
    names: list = dataclasses.field(default_factory=list)


KEPT = Memory()


def worth(x, depth=2):
    """Worth."""
    return share(x) + LIMIT if depth else x


def share(x):
    return [y for y in (x, 2.5)][0] * len(TABLE) if x not in {"q", "w"} else worth(x, 0)


@functools.lru_cache
def remembered(x):
    return x + 1


def scaled(factor):
    def scale(x):
        return factor * x
    return scale


twice = scaled(2.0)


class Parent(Government):
    pace = 3

    @property
    def quick(self):
        return self.pace > 2

    @staticmethod
    def weigh(x):
        return remembered(x)


class Mine(Parent):
    """A government."""

    mood = Mood.GOOD

    def decide(self, invitation, terms):
        """Decide."""
        from math import sqrt
        try:
            enough = worth(terms.gain) > LIMIT + math.pi and KEPT.size and PATTERN.match("a")
        except ValueError:
            LOG.info("no")

        class Inner:
            """Inside."""
            value = 3
        return bool(enough and ARRAY.sum() and twice(1.0) and "x" in WORDS) or super().decide(invitation, terms)
'''


def mine(text, place="a.py"):
    names = {"__name__": "__main__"}
    exec(compile(text, place, "exec"), names)
    return names["Mine"]


def test_where_and_how_it_is_written_does_not_count():
    same = (
        TEXT.replace("Decide.", "Decides.").replace('"""Worth."""', '"""What it is worth."""').replace("Inside.", "In.")
    )
    same = same.replace("A government.", "My government.").replace("def worth(x,", "def worth(x: float,")
    assert fingerprint(mine("\n# mine\n\n" + same, "b.py")) == fingerprint(mine(TEXT))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("LIMIT = 0.5", "LIMIT = 0.6"),
        ("[1, 2]", "[1, 3]"),
        ("{3, 4}", "{3, 5}"),
        ('"zeta"', '"beta"'),
        ('"a+"', '"b+"'),
        ("arange(3.0)", "arange(4.0)"),
        ("GOOD = 1", "GOOD = 2"),
        ("size: int = 3", "size: int = 4"),
        ("Memory()", "Memory(9)"),
        ("depth=2", "depth=1"),
        ("2.5", "2.6"),
        ("len(TABLE)", "max(TABLE)"),
        ('"q", "w"', '"q", "v"'),
        ("x + 1", "x + 2"),
        ("scaled(2.0)", "scaled(3.0)"),
        ("pace = 3", "pace = 4"),
        ("self.pace > 2", "self.pace > 1"),
        ("value = 3", "value = 4"),
        ("ValueError", "TypeError"),
        ("import sqrt", "import log"),
        ("math.pi", "math.e"),
        ("Mood.GOOD", "Mood.BAD"),
    ],
)
def test_whatever_decides_what_a_class_does_counts(was, now):
    assert was in TEXT
    assert fingerprint(mine(TEXT.replace(was, now))) != fingerprint(mine(TEXT))


def test_every_process_finds_the_same_fingerprint():
    imports = f"import sys; sys.path.insert(0, {str(ROOT)!r})\nfrom tests.analysis.sweeps.test_own_agents import *\n"
    script = f"{imports}print(fingerprint(mine(TEXT)))"
    found = {
        subprocess.check_output(
            [sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": seed}, text=True
        ).strip()
        for seed in ("1", "2")
    }
    assert found == {fingerprint(mine(TEXT))}


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("open(__import__('os').devnull)", "LIMIT, an open file"),
        ("(i for i in ())", "LIMIT, a generator"),
        ("__import__('threading').Lock()", "LIMIT, a _thread.lock"),
    ],
)
def test_what_has_no_content_to_compare_is_named(value, said):
    with pytest.raises(Unstable, match=said):
        fingerprint(mine(TEXT.replace("LIMIT = 0.5", f"LIMIT = {value}")))


def test_a_class_that_reads_an_open_file_gets_a_folder_of_its_own_and_no_other(plan, tmp_path):
    known = mine(
        TEXT.replace("LIMIT = 0.5", "LIMIT = 0.5\nOPEN = open(__import__('os').devnull)").replace(
            "enough and", "enough and OPEN and"
        )
    )
    short = {**plan, "months": 2, "replicates": 1}
    folder = trustladder.sweep(short, tmp_path / "r", government=known, threads=1)
    assert folder.manifest()["government"] == "Mine unknown of __main__"
    with pytest.raises(
        InputError, match=r"government: Mine reads OPEN, an open file, and nobody can tell .* name another folder"
    ) as caught:
        trustladder.sweep(short, tmp_path / "r", government=known, threads=1)
    assert "\n" not in str(caught.value)


# --- in a script, and in a notebook --------------------------------------------------------------------------------

SCRIPT = '''
import json, sys
import trustladder
from habits import patience
from trustladder.sim.agents.government import Government
from trustladder.sim.scenario.errors import InputError

LIMIT = 0.0


class Mine(Government):
    """Comes now and then."""

    def decide(self, invitation, terms):
        return terms.gain > LIMIT + patience()


if __name__ == "__main__":
    told = []
    try:
        trustladder.sweep(json.load(open("plan.json")), "out", government=Mine, threads=1, progress=told.append)
    except InputError as error:
        print("refused:", error)
    else:
        print("made", sum(told))
'''
HABITS = "def patience():\n    return SECONDS / 60\n\n\nSECONDS = 6\n"


@pytest.fixture
def folder(plan, tmp_path):
    (tmp_path / "plan.json").write_text(json.dumps({**plan, "months": 6, "replicates": 2}))
    (tmp_path / "habits.py").write_text(HABITS)
    return tmp_path


def said_by(folder, *arguments):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_script_that_is_edited_is_another_sweep(folder):
    def run(script, habits=HABITS):
        (folder / "script.py").write_text(script)
        (folder / "habits.py").write_text(habits)
        return said_by(folder, "script.py")

    assert run(SCRIPT) == ["made 4"]
    assert run(f"# mine\n\n{SCRIPT.replace('now and then', 'often')}") == ["made 0"]
    refused = run(SCRIPT.replace("LIMIT = 0.0", "LIMIT = 0.9"))
    assert len(refused) == 1 and "the sweep of another plan: government was Mine" in refused[0]
    (refused,) = run(SCRIPT, HABITS.replace("SECONDS = 6", "SECONDS = 7"))
    assert refused.startswith("refused:"), "what a module beside the script says counts too"


def test_a_notebook_whose_cells_are_run_again_knows_what_has_changed(folder):
    head, _, tail = SCRIPT.partition("if __name__")
    run_missing = "def go():\n" + textwrap.indent(textwrap.dedent(tail.partition("\n")[2]), "    ") + "go()\n"
    cells = [
        head,
        run_missing,
        "LIMIT = 0.9",
        "go()",
        "LIMIT = 0.0",
        "go()",
        head.replace("terms.gain >", "terms.gain >="),
        run_missing,
        head,
        run_missing,
    ]
    (folder / "notebook.py").write_text(
        "import json, sys\ncells = json.load(open('cells.json'))\nnames = sys.modules['__main__'].__dict__\n"
        "del names['__file__']\n"
        "for number, cell in enumerate(cells):\n    exec(compile(cell, f'<cell {number}>', 'exec'), names)\n"
    )
    (folder / "cells.json").write_text(json.dumps(cells))
    first, changed, back, edited, again = said_by(folder, "notebook.py")
    assert (first, back, again) == ("made 4", "made 0", "made 0")
    assert changed.startswith("refused:") and edited.startswith("refused:")
