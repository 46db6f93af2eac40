"""The way from `trustladder run` to a formula of the law is ten calls at most, on both lanes."""

import sys
from pathlib import Path

from trustladder.analysis.cli import run as cli
from trustladder.sim import engine
from trustladder.sim.machine.compiled import ROOT as SIM

MESA = ["command", "simulate", "parts", "_mesa_part", "run", "step", "meet", "meet", "hold_meeting", "hear", "worth"]
COMPILED = [
    "command",
    "simulate",
    "parts",
    "run_parameter_sets",
    "run_alike",
    "done",
    "in_parallel",
    "_work_on",
]
KERNEL = ["simulate", "give", "planned"]  # compiled functions, which have no frames
COMPREHENSIONS = ("<listcomp>", "<genexpr>", "<dictcomp>")


def calls(frame):
    """The functions of the package on the stack of a frame, the command first."""
    found = []
    while frame is not None:
        home = Path(frame.f_code.co_filename).resolve()
        if {SIM, SIM.parent / "analysis"} & {*home.parents} and frame.f_code.co_name not in COMPREHENSIONS:
            found.append(frame.f_code.co_name)
        frame = frame.f_back
    found = found[::-1]
    return found[found.index("command") :]


def run(tmp_path, lane):
    arguments = ["malacca-piracy", "--runs", "2", "--months", "24", "--no-figures", "--threads", "1"]
    cli.command([*arguments, "--lane", lane, "--out", str(tmp_path / lane)], standalone_mode=False)


def test_an_answer_of_the_mesa_lane_is_ten_calls_from_the_command(tmp_path):
    seen = []

    def watch(frame, event, _):
        if event == "call" and not seen and frame.f_code.co_name == "worth" and frame.f_back.f_code.co_name == "hear":
            seen.append(calls(frame))

    sys.setprofile(watch)
    try:
        run(tmp_path, "mesa")
    finally:
        sys.setprofile(None)
    assert seen == [MESA]
    assert len(MESA) - 1 <= 10


def test_a_gift_of_the_compiled_lane_is_ten_calls_from_the_command(tmp_path, monkeypatch):
    seen, simulate = [], engine.simulate

    def watched(*arguments):
        seen.append(calls(sys._getframe(1)))
        return simulate(*arguments)

    monkeypatch.setattr(engine, "simulate", watched)
    run(tmp_path, "compiled")
    assert seen[0] == COMPILED
    assert len([*COMPILED, *KERNEL]) - 1 <= 10
    law = (SIM / "law" / "assistance.py").read_text(encoding="utf-8")
    month = (SIM / "month" / "assistance.py").read_text(encoding="utf-8")
    assert "give(" in (SIM / "month" / "simulate.py").read_text(encoding="utf-8")
    assert "def give(" in month and "assistance.planned(" in month and "def planned(" in law
