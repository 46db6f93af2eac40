"""Odd environments: the command works, or says in one line why not, and leaves nothing half-made behind."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a shell of POSIX")

PROGRAM = f"{shlex.quote(sys.executable)} -m trustladder"
RUN = "T run mine.toml --runs 2 --months 12 --no-figures"
MINE = 'title = "Ночь в проливе"\nquestion = "Q?"\nextends = "malacca-piracy"\n'
LONG, TOO_LONG = "n" * 240, "n" * 5000
CACHE = "from trustladder.sim.machine.compiled import cache_folder; print(cache_folder())"

# What is typed (T is the command), its exit status, and what its output or its one line on standard error holds.
ENVIRONMENTS: dict[str, tuple[str, int, str]] = {
    "the locale C": ("LC_ALL=C T check mine.toml", 0, "sound"),
    "a locale of plain ASCII": ("LC_ALL=POSIX PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 T show mine.toml", 0, r"\u041d"),
    "a locale that does not exist": ("LC_ALL=xx_XX.nonsense T check mine.toml", 0, "sound"),
    "an output of Western letters": ("PYTHONIOENCODING=cp1252 T show mine.toml", 0, r"\u041d"),
    "Western letters for programs": ("PYTHONIOENCODING=cp1252 T show mine.toml --json", 0, r"\u041d"),
    "a terminal without abilities": ("TERM=dumb T check mine.toml", 0, "sound"),
    "no terminal": ("env -u TERM T check mine.toml", 0, "sound"),
    "a window of 20 columns": ("COLUMNS=20 T show mine.toml", 0, "Ночь"),
    "a window of nonsense": ("COLUMNS=abc LINES=-1 T show mine.toml", 0, "Ночь"),
    "standard output closed": ("T check mine.toml >&-", 0, ""),
    "standard error closed": ("T check nix 2>&-", 2, ""),
    "all streams closed": ("T check mine.toml <&- >&- 2>&-", 0, ""),
    "standard output on a full disk": ("T show mine.toml >/dev/full", 2, "standard output: No space left"),
    "standard error on a full disk": ("T check nix 2>/dev/full", 2, ""),
    "a reader that goes away": ("T show mine.toml --json | head -1; exit ${PIPESTATUS[1]}", 0, "{"),
    "no home": ("env -u HOME T check mine.toml", 0, "sound"),
    "a home that is no folder": ("HOME=/dev/null T check mine.toml", 0, "sound"),
    "no network": (
        f"unshare -rn true 2>/dev/null && N='unshare -rn'; {RUN.replace('T ', '$N T ', 1)}",
        0,
        "2 futures (took",
    ),
    "no compiler": (f"PATH=/nowhere CC=/nowhere/cc {RUN}", 0, "2 futures (took"),
    "numba's cache elsewhere": (f"NUMBA_CACHE_DIR=/proc/nowhere {RUN}", 0, "2 futures (took"),
    "compiling switched off": (f"NUMBA_DISABLE_JIT=1 {RUN}", 2, "NUMBA_DISABLE_JIT"),
    "an unknown backend of figures": ("MPLBACKEND=nonsense T figure", 0, "trust-fan"),
    "Python without assertions": ("PYTHONOPTIMIZE=2 T check mine.toml", 0, "sound"),
    "warnings as errors": ("PYTHONWARNINGS=error T check mine.toml", 0, "sound"),
    "a zone of time that does not exist": ("TZ=nonsense T check mine.toml", 0, "sound"),
    "a path with blanks and accents": ("cp mine.toml 'a é.toml'; T check 'a é.toml'", 0, "a é.toml: sound"),
    "a path with a line break": ("cp mine.toml $'a\\nb.toml'; T check $'a\\nb.toml'", 0, "a b.toml: sound"),
    "a path that is not UTF-8": ("cp mine.toml $'\\xff.toml'; T check $'\\xff.toml'", 0, r"\xff.toml: sound"),
    "a folder that is not UTF-8": ("mkdir $'\\xff'; cd $'\\xff'; T check ../mine.toml", 0, "sound"),
    "a name of 240 letters": (f"cp mine.toml {LONG}.toml; T check {LONG}.toml", 0, "sound"),
    "a name of 5,000 letters": (f"T run {TOO_LONG}.toml", 2, "no such file"),
    "a result of 5,000 letters": (f"{RUN} --out {TOO_LONG}", 2, "name too long"),
    "a link to itself": ("ln -s loop.toml loop.toml; T check loop.toml", 2, "no such file"),
    "a link to a file": ("ln -s mine.toml link.toml; T check link.toml", 0, "sound"),
    "a folder in place of a file": ("mkdir d.toml; T check d.toml", 2, "is a folder, not a scenario file"),
    "a pipe in place of a file": ("mkfifo p.toml; T check p.toml", 2, "is a pipe, not a scenario file"),
    "a device in place of a file": ("ln -s /dev/zero z.toml; T check z.toml", 2, "is a device"),
    "a file that cannot be read": ("ln -s /proc/self/mem m.toml; T check m.toml", 2, "cannot be read"),
    "a file in place of a folder": ("T check mine.toml/x.toml", 2, "no such file"),
    "what a shell hands over": ("T check <(cat mine.toml)", 2, "is no scenario"),
    "a working folder that is gone": (
        "mkdir gone; cd gone; rmdir ../gone; T run baseline --runs 2",
        2,
        "the folder in which",
    ),
    "a working folder that takes nothing": (
        f"cd /proc; {RUN.replace('mine.toml', 'malacca-piracy')}",
        2,
        "0 bytes left",
    ),
    "a result on a device": (f"{RUN} --out /dev/null/x", 2, "/dev/null/x"),
    "a result in place of a file": (f"{RUN} --out mine.toml", 2, "cannot be written"),
    "files of at most 4 kB": (f"exec 2> >(cat >&2); ulimit -f 4; {RUN} --out r", 2, "File too large"),
    "twelve open files": ("ulimit -n 12; T check mine.toml", 0, "sound"),
    "a small stack": ("ulimit -s 512; T check mine.toml", 0, "sound"),
}


def shell(typed: str, place: Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """What is typed into a shell, in a folder with a scenario."""
    (place / "mine.toml").write_text(MINE, encoding="utf-8")
    known = {"COLUMNS": "100", "LC_ALL": "C.UTF-8", **os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        ["bash", "-c", typed.replace("T ", f"{PROGRAM} ", 1)],
        cwd=place,
        env=known,
        capture_output=True,
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_a_command_works_in_an_odd_environment_or_says_why_not(name, tmp_path):
    typed, status, expected = ENVIRONMENTS[name]
    done = shell(typed, tmp_path)
    out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    assert done.returncode == status, (out, err)
    assert expected in (err if status else out)
    assert err.count("\n") == (1 if status and err else 0)
    assert len(err) <= 420
    if status:
        left = [path for path in tmp_path.rglob("*") if path.parent.name == "out" or path.name.startswith(".")]
        assert left == []


def test_output_in_western_letters_is_json_all_the_same(tmp_path):
    done = shell("PYTHONIOENCODING=cp1252 T show mine.toml --json", tmp_path)
    assert json.loads(done.stdout)["title"] == "Ночь в проливе"


def cache_in(place: Path, prepare: str = "", **environment: str) -> tuple[str, str]:
    """Where compiled code is kept, and what is said about it, where there are no caches of the user's."""
    code = f"{prepare}\n{CACHE}"
    known = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": "/proc/nowhere",
        "TMPDIR": str(place),
        **environment,
    }
    done = subprocess.run(
        [sys.executable, "-c", code], env=known, capture_output=True, text=True, check=True, timeout=60
    )
    return done.stdout.strip(), done.stderr


def test_compiled_code_is_kept_in_a_private_folder_where_there_is_no_cache(tmp_path):
    first, second = cache_in(tmp_path), cache_in(tmp_path)
    assert first == second
    mine = tmp_path / f"trustladder-{os.getuid()}"
    assert first[0].startswith(str(mine))
    assert mine.stat().st_mode & 0o777 == 0o700
    assert [path.name for path in tmp_path.iterdir()] == [mine.name]


def test_a_folder_that_others_may_write_holds_no_compiled_code(tmp_path):
    theirs = tmp_path / f"trustladder-{os.getuid()}"
    theirs.mkdir()
    theirs.chmod(0o777)
    place, said = cache_in(tmp_path)
    assert place == "None"
    assert said.count("\n") == 1
    assert "compiled code cannot be kept" in said
    assert "not this user's alone" in said
    assert list(theirs.iterdir()) == []


def drawing_in(place: Path, **environment: str) -> tuple[str, str]:
    """Where matplotlib keeps its files under the command, where the user's home takes none; and what is said."""
    code = "import trustladder.analysis.figures.kit.style, matplotlib; print(matplotlib.get_cachedir())"
    nowhere = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), "/proc/nowhere")
    known = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(place), **nowhere, **environment}
    known.pop("MPLCONFIGDIR", None)
    done = subprocess.run([sys.executable, "-c", code], env=known, capture_output=True, text=True, check=True)
    return done.stdout.strip(), done.stderr


def test_figures_are_drawn_without_a_home_and_without_a_warning(tmp_path):
    first, second = drawing_in(tmp_path), drawing_in(tmp_path)
    assert first == second == (str(tmp_path / f"trustladder-{os.getuid()}" / "matplotlib"), "")


def test_a_home_that_takes_files_is_where_matplotlib_keeps_its_own(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    place, said = drawing_in(tmp_path, HOME=str(home), XDG_CACHE_HOME=str(home / "c"), XDG_CONFIG_HOME=str(home / "s"))
    assert (place, said) == (str(home / "c" / "matplotlib"), "")


def test_where_nothing_can_be_kept_one_line_says_why(tmp_path):
    place, said = cache_in(tmp_path, "import tempfile; tempfile.tempdir = '/proc/nowhere'")
    assert place == "None"
    assert said.count("\n") == 1
    assert "XDG_CACHE_HOME" in said


@pytest.mark.parametrize("asked", ["SIGTERM", "SIGHUP"])
def test_a_run_that_is_asked_to_end_says_so_and_leaves_nothing_half_written(asked, tmp_path):
    arguments = "run malacca-piracy --runs 200000 --months 60 --no-figures --out r"
    process = subprocess.Popen(
        [sys.executable, "-m", "trustladder", *arguments.split(), "--quiet"],  # a busy machine would say how far it is
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 120
    while not list((tmp_path / "r").glob("runs/part-*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.02)
    number = getattr(signal, asked)
    process.send_signal(number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert said.decode().strip().count("\n") == 0  # click ends the line of ^C first
    assert "the same command goes on" in said.decode()
    assert not [path for path in (tmp_path / "r").rglob("*") if path.name.startswith(".")]
