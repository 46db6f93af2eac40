"""The claims as data, their experiments in small, and what is printed and drawn."""

import json
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

from tests.drawn import on_one_line, over_the_edge, shown_texts
from trustladder.analysis.claims.assumptions import BOUND, mechanisms
from trustladder.analysis.claims.claims import read, scenario_of, shipped_claims
from trustladder.analysis.claims.experiment import CLOSE, Experiment, floor
from trustladder.analysis.claims.measure import measure_claims, prepared, tree
from trustladder.analysis.claims.regimes import DEFAULT, POSTERIOR, RANGES, regimes_of, size_of, whole_ranges
from trustladder.analysis.claims.verdicts import SUPPORTED
from trustladder.analysis.claims.words import labelled
from trustladder.analysis.claims.words import told as verdict_of
from trustladder.analysis.cli import status_of
from trustladder.analysis.figures import claims
from trustladder.analysis.figures.kit.claims_source import ClaimsSource
from trustladder.analysis.figures.kit.saved import Claims
from trustladder.analysis.figures.kit.style import LATEX, style
from trustladder.sim.ensemble import ensemble, run_replicates
from trustladder.sim.metrics import measure
from trustladder.sim.scenario.changes import with_parameters
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario


@pytest.fixture(scope="module")
def known():
    return read()


@pytest.fixture(scope="module")
def report(known):
    """All claims, with so few futures that only what is certain shows."""
    return measure_claims(prepared(16, 3, known))


def test_there_are_the_thirteen_claims_of_the_brief_and_the_question_behind_them(known):
    assert list(known.claims) == [f"C{number}" for number in range(14)]


def test_every_part_has_a_smallest_effect_with_its_reason_and_a_known_metric_and_direction(known):
    for name, part in known.parts():
        assert part.smallest > 0.0 and part.reason, name
        assert part.direction in ("higher", "lower", "not higher", "not lower")


def test_every_arm_is_used_and_differs_from_those_it_is_held_against(known):
    used = {arm for _, part in known.parts() for arm in part.arms}
    assert used | {arm.money_of for arm in known.arms.values()} >= set(known.arms)
    for name, part in known.parts():
        scenarios = [scenario_of(known, known.arms[arm]) for arm in part.arms]
        assert all(one != two for number, one in enumerate(scenarios) for two in scenarios[number + 1 :]), name


def test_what_is_for_the_same_money_says_so(known):
    for claim in ("C1", "C2", "C4"):
        for part in known.claims[claim].parts:
            assert known.arms[part.arms[0]].money_of == part.arms[1]


def test_drugs_first_and_energy_first_are_held_against_each_other_by_as_many_calls(known):
    calls = []
    for name in known.claims["C6"].parts[0].arms:
        scenario = scenario_of(known, known.arms[name])
        assert not scenario.structure.gate
        done = ensemble(scenario, 100, seed=1, keep=100)
        months = done.months[:, :, done.columns.index("convened")].mean(axis=0)
        calls.append((months[:120].sum(), months[120:].sum()))
    drugs_first, energy_first = calls
    assert drugs_first == pytest.approx(energy_first[::-1], rel=0.1), "as many on each, in the other order"
    assert sum(drugs_first) == pytest.approx(sum(energy_first), rel=0.02)


def test_the_whole_ranges_are_those_of_every_uncertainty_of_the_registry(known):
    ranges = whole_ranges(known.base)
    assert len(ranges.names) > 50
    assert "uncertainties.wastefulness" in ranges.names
    regime = next(one for one in regimes_of(known.base, 2048, 1) if one.name == RANGES)
    assert regime.points.min(axis=0).max() < 0.05 and regime.points.max(axis=0).min() > 0.95
    for settings in (regime.sets[0], regime.sets[-1]):
        known.base.changed(settings)  # all within what is allowed


def test_every_place_gets_about_as_many_futures_and_every_set_its_own_luck(known):
    for regime in regimes_of(known.base, 1024, 1):
        assert len(regime.sets) * regime.replicates == 1024
        for first in (regime.look, regime.replicates):
            each = [replicate for number in range(len(regime.sets)) for replicate in regime.which(number, first)]
            assert sorted(each) == list(range(first * len(regime.sets))), (
                "the first futures of all are those of every set"
            )
    assert size_of(16, 128) == 4


def test_collusion_never_falls_under_its_floor_and_what_the_law_assumes_shows_even_in_few_futures(report):
    found = {tested.name: tested for tested in report.tested}
    assert found["C10"].parts[1].verdicts == {DEFAULT: SUPPORTED, POSTERIOR: SUPPORTED, RANGES: SUPPORTED}
    assert found["C10"].parts[1].basis.gone == [BOUND]
    assert found["C3"].parts[0].verdicts[DEFAULT] == SUPPORTED


def test_the_floor_is_where_no_collusion_can_be_under_it(known):
    assert floor(known.base) == pytest.approx(
        np.mean(
            [one.collusion.value * known.base.uncertainties.collusion_floor for one in known.base.governments.values()]
        )
    )


def test_the_same_money_is_the_same_within_a_hundredth(report):
    unpaid = {"half-jointly-nobody-paid", "half-jointly-not-spent"}
    assert set(report.money) == {"training-first", "police-first", "half-jointly", *unpaid}
    for money in report.money.values():
        assert money.after <= CLOSE
    assert report.money["half-jointly"].factor > 1.0, "joint money is matched by no rival: it must be topped up"


def test_the_same_seed_gives_the_same_effects_on_one_thread_and_on_two(known):
    small = prepared(16, seed=9)._replace(regimes=regimes_of(known.base, 16, 9)[:1])
    one, two = (Experiment(known, 9).at(small.regimes[0], threads) for threads in (1, 2))
    for arm, values in one.arms.items():
        for name, column in values.items():
            assert np.array_equal(column, two.arms[arm][name], equal_nan=True), (arm, name)


def test_an_arm_at_the_shipped_numbers_is_the_model_as_anybody_runs_it_there(known):
    from trustladder import run

    regime = regimes_of(known.base, 16, 1)[0]
    found = Experiment(known, 1).at(regime).arms["as-it-is"]["human_security"].T.ravel()
    assert np.array_equal(found, run(known.base, len(found), seed=1, uncertainty="none").metrics["human_security"])


def test_a_posterior_set_is_believed_in_the_past_too(known):
    regime = regimes_of(known.base, 16, 1)[1]
    found = Experiment(known, 1).at(regime).arms["as-it-is"]["activities_succeeded"][1]
    believed = with_parameters(known.base, regime.sets[1])
    record = run_replicates(believed, regime.which(1), seed=1).record
    assert np.array_equal(found, measure(believed, record)["activities_succeeded"])


def test_an_experiment_that_is_stopped_ends_the_worlds_that_are_begun(known):
    """Ctrl-C would otherwise wait for every arm of them, half a minute of 4,000 futures."""
    begun = []

    def stop(done):
        begun.append(done)
        if len(begun) == 3:
            raise KeyboardInterrupt

    experiment = Experiment(known, 1, stop)
    with pytest.raises(KeyboardInterrupt):
        experiment.at(regimes_of(known.base, 64, 1)[1], threads=2)
    assert experiment.cancel.is_set() and len(begun) < 2 * len(known.arms)


def test_the_report_says_everything_in_json(report):
    told = json.loads(json.dumps(tree(report), allow_nan=False))
    assert len(told["claims"]) == 14
    for claim in told["claims"]:
        assert claim["verdict"]
        for part in claim["parts"]:
            assert set(part["places"]) == {DEFAULT, POSTERIOR, RANGES}
            assert part["smallest"] > 0.0 and part["reason"]


@pytest.mark.parametrize("columns", ["80", "160"])
def test_the_table_names_each_claim_with_its_verdict(columns, report, capsys, monkeypatch):
    from trustladder.analysis.cli.claims import print_report

    monkeypatch.setenv("COLUMNS", columns)
    print_report(report)
    text = capsys.readouterr().out
    said = " ".join(text.split())
    for tested in report.tested:
        heading = f"{tested.name} {tested.claim.said} ({labelled(tested)}): "
        assert heading + verdict_of(tested.verdict, tested.drivers) in text, "a claim and its verdict are one line"
    assert "…" not in text
    for word in ("structural", "for /", "against", "Same money", "luck", "matters from"):
        assert word in said


def test_the_first_screen_opens_with_the_finding_and_has_a_row_for_every_claim(report, capsys, monkeypatch):
    from trustladder.analysis import terminal
    from trustladder.analysis.cli.claims import print_first_screen

    monkeypatch.setenv("COLUMNS", "80")
    long = [one.name for one in mechanisms()][:8]
    named = [
        tested._replace(parts=[part._replace(basis=part.basis._replace(own=[], gone=long)) for part in tested.parts])
        if tested.name in ("C0", "C9", "C11", "C13")
        else tested
        for tested in report.tested
    ]
    print_first_screen(terminal.console(), report._replace(tested=named))
    text = capsys.readouterr().out
    assert "and 4 more" in " ".join(text.split()), "many mechanisms would take many lines"
    assert text.startswith(("None of 14 claims", "Plainly supported: "))
    assert len(text.splitlines()) <= 40 and max(map(len, text.splitlines())) <= 80
    for tested in report.tested:
        assert f"{tested.name} " in text
    said = " ".join(text.split())
    counted = re.findall(r"\d+", said.partition(". ")[0].replace("None of 14", "").replace(" of 14 ", " "))
    assert sum(map(int, counted)) == 14, "every claim is counted once"


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("claim", ["C1", "C6", "C12", None])
def test_figures_of_claims_are_drawn_of_what_was_saved(report, claim, language):
    known = Claims.model_validate(tree(report))
    data = ClaimsSource(known, language, claim)
    with style(LATEX):
        drawn = claims.draw(data, LATEX)
        drawn.canvas.draw()
        texts = shown_texts(drawn)
        over, said = over_the_edge(drawn, texts), on_one_line(texts)
        plt.close(drawn)
    assert over == []
    assert ("not a forecast" if language == "en" else "не прогноз") in said
    table = claims.describe(data)
    effects = {(row[1], row[5]): row[6] for row in table.rows if row[0] == "C6"}
    for tested in report.tested if claim in ("C6", None) else ():
        for part in tested.parts if tested.name == "C6" else ():
            assert effects[part.part.said, "default"] == part.effects[DEFAULT].difference


def test_the_command_writes_the_report_and_a_picture_for_each_claim(report, tmp_path):
    from trustladder.analysis.cli.claims import saved

    written = saved(report, [], tmp_path / "claims")
    assert all(path.stat().st_size > 2000 for path in written)
    names = {path.name for path in written}
    assert {"claims.json", "claims-slide.png", "C1-slide.png", "C13-latex.svg"} <= names
    assert len(names) == 1 + 2 * 15
    assert (
        status_of(
            ["figure", "claims", str(tmp_path / "claims"), "--claim", "C3", "--for", "slides", "--out", str(tmp_path)]
        )
        == 0
    )
    drawn, saved_then = (tmp_path / "claims-C3-slides.png", tmp_path / "claims" / "figures" / "C3-slide.png")
    assert drawn.read_bytes() == saved_then.read_bytes()


def test_the_command_sets_the_ablations_and_the_nulls_beside_the_claims(report, monkeypatch, capsys):
    monkeypatch.setattr("trustladder.analysis.claims.measure.measure_claims", lambda *_, **__: report)
    monkeypatch.setenv("COLUMNS", "90")
    assert status_of(["claims", "--runs", "16"]) == 0
    text = capsys.readouterr().out
    assert text.index("C13") < text.index("no learning") < text.index("null: attendance by coin")
    assert "…" not in text and text.count("as it is") >= 3, (
        "as many blocks as the terminal asks for, and nothing cut off"
    )
    assert status_of(["claims", "--runs", "16", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert len(told["claims"]) == 14 and {"name", "said", "region_held"} <= set(told["ablations"][1])


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('metric = "civilian_harm"', 'metric = "civilian_ham"', "did you mean civilian_harm?"),
        ('arms = ["training-first"', 'arms = ["training-frist"', "did you mean training-first?"),
        ('direction = "lower"', 'direction = "lowr"', "allowed: higher, lower"),
        ("smallest = 0.025", "smallest = 0.0", "greater than 0"),
        ("[claims.C1]", '[claims.C1]\nlabel = "emergent"', "allowed: no label, which is computed"),
        ('"levers.step" = 3', '"levers.stepp" = 3', "did you mean step?"),
        ('money_of = "each-alone"', 'money_of = "each-alon"', "did you mean each-alone?"),
        ('money_of = "each-alone"', 'money_of = "police-first"', "follows another arm"),
        ('scenario = "baseline"', 'scenario = "baselin"', "did you mean baseline?"),
        ('varied = ["levers.assistance"]', "", "both varied and beside"),
        (
            'arms = ["half-jointly", "each-alone"]',
            'arms = ["half-jointly", "each-alone", "as-it-is"]',
            "allowed: 1 or 2 or 4",
        ),
        ("[arms.as-it-is]", "[arms.as-it-is", "not valid TOML"),
        ('"uncertainties.play_off" = 1.0', '"uncertainties.playoff" = 1.0', "did you mean play_off?"),
        ('"uncertainties.play_off" = 1.0', '"uncertainties.play_off" = 3.0', "allowed: "),
        (
            '"levers.anti_corruption_share" = 0.3',
            '"levers.assistance" = 1.0',
            "arms.anti-corruption: set: levers.assistance = 1.0 changes nothing in baseline; allowed: another value",
        ),
        (
            'arms = ["as-it-is", "no-gate"]',
            'arms = ["no-gate", "no-gate"]',
            "arms: 'no-gate' and 'no-gate' are the same scenario; allowed: arms that differ",
        ),
    ],
)
def test_a_bad_file_of_claims_is_one_clear_line(old, new, said, tmp_path, capsys):
    text = shipped_claims().read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "mine.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as found:
        read(path)
    assert "\n" not in str(found.value)
    assert "mine.toml" in str(found.value) and said in str(found.value)
    assert status_of(["claims", "--file", str(path)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_number_that_has_no_range_cannot_be_drawn(tmp_path):
    text = (
        shipped_claims()
        .read_text(encoding="utf-8")
        .replace('varied = ["levers.assistance"]', 'varied = ["levers.help"]')
    )
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"levers\.help"):
        read(path)


def test_the_base_of_the_claims_is_the_baseline(known):
    assert known.base == Scenario.load("baseline")
