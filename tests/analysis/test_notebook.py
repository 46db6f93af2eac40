"""In a notebook: a result shows its answer, a table and a figure; what is printed of it is short; bars show work."""

import os
import pickle
import re
import subprocess
import sys
from itertools import count

import numpy as np
import pytest

import trustladder
from tests.analysis.studies.conftest import BASE, PLANS
from tests.worlds import tiny
from trustladder.analysis.answer import answer
from trustladder.analysis.notebook import shown
from trustladder.analysis.words import words
from trustladder.sim.bands import bands
from trustladder.sim.scenario.errors import InputError

LONGEST = 10  # lines of what is printed


@pytest.fixture(scope="module")
def result():
    return trustladder.run(tiny(), 40, seed=5)


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    return trustladder.sweep({**BASE, **PLANS["oat"]}, tmp_path_factory.mktemp("swept") / "oat")


def compared(**asked):
    others = [tiny(name="two", title="World two", uncertainties={"omega": 0.2})]
    return trustladder.compare(tiny(), *others, runs=40, **asked)


def texts(html):
    """What a page says, without styles, tags and pictures."""
    return re.sub(r"<style>.*?</style>|<[^>]*>", " ", html, flags=re.S)


def test_what_is_printed_of_a_result_is_short(result, swept):
    analysed = trustladder.sensitivity(swept.path)
    for one in (result, compared(), swept, analysed, trustladder.run(tiny(), 3, log=2)):
        text = repr(one)
        assert text.count("\n") < LONGEST and len(text) < 2000
        assert "array(" not in text
    assert "40 futures" in repr(result) and "seed 5" in repr(result)


def test_a_figure_of_a_result_is_a_picture_in_a_notebook(result, swept):
    for figure in (result.plot("ladder"), compared().plot(), trustladder.sensitivity(swept.path).plot()):
        assert figure._repr_png_().startswith(b"\x89PNG")


def test_what_is_printed_of_a_future_and_its_log_is_one_line():
    log = trustladder.run(tiny(), 3, log=2).log
    assert re.fullmatch(r"<MeetingLog of 'tiny': \d+ proposals in \d futures>", repr(log))
    future = log.future(0)
    met = sum(meeting.formed for meeting in future.meetings)
    assert repr(future).startswith(f"<Future 0: {len(future.meetings)} proposals, {met} met, ")


def test_a_result_shows_its_answer_its_table_and_its_figure(result):
    html = result._repr_html_()
    for sentence in answer(result.source()):
        assert sentence in texts(html)
    assert "Invitations refused, of 100" in html and 'src="data:image/svg+xml;base64,' in html
    mean = words().of_hundred(float(np.nanmean(result.metrics["refusal_share"])))
    assert f">{mean}<" in html
    assert "<script" not in html


def test_a_result_that_kept_no_months_says_so_in_place_of_its_figure():
    bare = trustladder.run(tiny(), 5, series="none")
    assert "kept no bands" in bare._repr_html_() or "no bands" in str(bare.plot("trust-fan").texts)
    with pytest.raises(InputError, match="months: none were kept"):
        bare.series()


def test_series_are_the_bands_over_futures_with_their_dates(result):
    frame = result.series()
    assert list(frame.columns) == ["series", "month", "date", "mean", "p05", "p25", "p50", "p75", "p95"]
    assert np.allclose(frame["mean"], bands(result.scenario, result.months)["mean"])
    one = frame[frame["series"] == "rivalry"]
    at = result.series_names.index("rivalry")
    assert np.allclose(one["mean"], result.months[:, :, at].mean(axis=0))
    assert str(one["date"].iloc[0].date()) == f"{result.scenario.start:%Y-%m-01}"
    assert len(one) == result.scenario.months


def test_trust_has_a_row_for_each_domain_group_and_month(result):
    frame = result.trust()
    assert list(frame.columns[:4]) == ["domain", "among", "month", "date"]
    assert set(frame["domain"]) == set(result.scenario.domains)
    assert set(frame["among"]) == {"region", "rivals", "in_donors", "of_donors"}
    domain = min(result.scenario.domains)
    mine = frame[(frame["domain"] == domain) & (frame["among"] == "region")]
    at = result.series_names.index(f"trust_region.{domain}")
    assert np.allclose(mine["mean"], result.months[:, :, at].mean(axis=0))


@pytest.mark.parametrize("name", ["trust-fan", "ladder", "energy-opens"])
def test_a_figure_belongs_to_the_caller_alone(name, result):
    from matplotlib import pyplot, rcParams
    from matplotlib.figure import Figure

    before, open_ones = dict(rcParams), pyplot.get_fignums()
    made = result.plot(name, language="ru")
    assert isinstance(made, Figure)
    assert pyplot.get_fignums() == open_ones
    assert dict(rcParams) == before


PLOT = """
import sys
from tests.worlds import tiny
from trustladder import run
result = run(tiny(), 3)
assert "matplotlib.pyplot" not in sys.modules
made = result.plot("energy-opens")
import matplotlib
print("matplotlib.pyplot" in sys.modules, matplotlib.get_backend())
"""


def test_to_draw_a_figure_neither_imports_pyplot_nor_changes_the_backend():
    environment = {**os.environ, "MPLBACKEND": "svg"}
    done = subprocess.run([sys.executable, "-c", PLOT], capture_output=True, text=True, env=environment, check=False)
    assert done.stdout.split() == ["False", "svg"], done.stderr


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"name": "trust-fann"}, "trust-fan"),
        ({"name": "sobol"}, "holds"),
        ({"target": "wall"}, "allowed"),
        ({"language": "xx"}, "no language 'xx'"),
        ({"metric": "x"}, "takes no --metric"),
    ],
)
def test_a_wrong_wish_for_a_figure_is_one_line(asked, said, result):
    with pytest.raises(InputError, match=said) as caught:
        result.plot(**asked)
    assert "\n" not in str(caught.value)


def test_a_result_is_pickled_without_what_was_drawn_of_it(result):
    result.source()
    again = pickle.loads(pickle.dumps(result))
    assert again.seed == result.seed and np.array_equal(again.months, result.months)
    assert repr(again) == repr(result)


def test_a_comparison_shows_a_sentence_and_a_table_for_each_scenario():
    found = compared()
    html = found._repr_html_()
    said = repr(found).splitlines()[1]
    assert said.startswith("World two: ") and said in texts(html).replace("  ", " ")
    assert html.count("<table") == html.count("<img") == 1
    assert found.plot(language="ru").axes
    assert "invitations refused, of 100" in html


def test_a_sweep_shows_what_moves_the_headline_most_and_why_where_it_cannot(swept, tmp_path):
    assert "moves" in swept._repr_html_() or "constant" in swept._repr_html_() or "same" in swept._repr_html_()
    few = trustladder.sweep({**BASE, **PLANS["few"]}, tmp_path / "few")
    assert "16 samples or more, not 3" in few._repr_html_()


def test_an_analysis_shows_its_first_metric_and_draws_any(swept):
    found = trustladder.sensitivity(swept.path, ["refusal_share"])
    html = found._repr_html_()
    assert "What moves invitations refused most is" in texts(html) and "<table" in html and "<img" in html
    assert found.plot("refusal_share").axes
    with pytest.raises(InputError, match="not analysed here"):
        found.plot("region_held")


class Counted:
    """A bar that counts."""

    def __init__(self, total=None, desc="", leave=True):
        self.total, self.done = total, 0
        bars.append(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def update(self, steps):
        self.done += steps


bars = []


def test_a_bar_shows_work_in_a_notebook_or_where_it_is_asked_for(monkeypatch):
    monkeypatch.setattr("tqdm.auto.tqdm", Counted)
    bars.clear()
    trustladder.run(tiny(), 7)
    assert bars == [], "outside of notebooks none, unless it is asked for"
    trustladder.run(tiny(), 7, progress=True)
    assert (bars[0].total, bars[0].done) == (7, 7)
    monkeypatch.setattr(shown, "in_notebook", lambda: True)
    trustladder.run(tiny(), 7, progress=False)
    assert len(bars) == 1
    compared()
    assert bars[1].done >= 80
    own, steps = [], count()
    trustladder.run(tiny(), 7, progress=lambda done: own.append((next(steps), done)))
    assert sum(done for _, done in own) == 7 and len(bars) == 2


def test_a_notebook_without_widgets_shows_a_bar_of_text_without_a_warning():
    code = (
        "import sys, types, warnings; sys.modules['ipywidgets'] = None\n"
        "shell = types.SimpleNamespace(config={'IPKernelApp': {}})\n"
        "sys.modules['IPython'] = types.SimpleNamespace(get_ipython=lambda: shell)\n"
        "warnings.simplefilter('error')\n"
        "from trustladder.analysis.notebook.shown import bar\n"
        "with bar('sweep', 3) as advance: advance(3)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "IProgress" not in done.stderr and "sweep" in done.stderr, done.stderr


def test_the_frames_are_described_in_the_codebook(result):
    from tests.conftest import ROOT

    text = (ROOT / "docs" / "exports.md").read_text(encoding="utf-8")
    for name in {*result.series().columns, *result.trust().columns}:
        assert f"`{name}`" in text, name


def test_a_call_keeps_its_signature_and_its_documentation():
    from inspect import signature

    from trustladder.sim import runs

    assert signature(trustladder.run) == signature(runs.run)
    assert trustladder.run.__doc__ == runs.run.__doc__
    assert list(signature(trustladder.compare).parameters)[:2] == ["reference", "variants"]
