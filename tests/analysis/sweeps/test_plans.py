"""Plans of sweeps: what they may say, and how what they may not say is refused."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trustladder.analysis.sweeps.factors import factor_of
from trustladder.analysis.sweeps.growth import Stage, share_of, work_units
from trustladder.analysis.sweeps.plans import Sweep
from trustladder.analysis.sweeps.point_files import read_points
from trustladder.sim.scenario.changes import SCALARS
from trustladder.sim.scenario.errors import InputError
from trustladder.sim.scenario.scenario import Scenario

PLAN = {"scenario": "malacca-piracy", "design": "random", "points": 6, "factors": {"uncertainties.omega": [0.2, 0.8]}}


def load(**changes):
    return Sweep.load({key: value for key, value in {**PLAN, **changes}.items() if value is not None})


def written(tmp_path, text, name="plan.toml"):
    place = tmp_path / name
    place.write_text(text, encoding="utf-8")
    return place


def test_a_plan_reads_as_it_stands_in_the_manual(tmp_path):
    plan = Sweep.load(
        written(
            tmp_path,
            'title = "Training against coordination"\nscenario = "malacca-piracy"\ndesign = "lhs"\npoints = 40\n'
            'replicates = 5\nseed = 11\n[factors]\n"levers.training_share" = [0.1, 0.9]\n'
            '"structure.trust_rule" = ["beta", "kydd"]\nuncertainties.omega = {}\n',
        )
    )
    assert (plan.points, plan.plan.replicates, plan.plan.seed) == (40, 5, 11)
    assert [factor.path for factor in plan.factors] == [
        "levers.training_share",
        "structure.trust_rule",
        "uncertainties.omega",
    ]
    for name, (training, rule, omega) in plan.values(0, 40):
        assert name == "malacca-piracy" and 0.1 <= training <= 0.9 and rule in ("beta", "kydd") and 0.0 <= omega <= 1.0


def test_factors_may_be_a_list_of_names_each_over_the_registrys_range():
    assert load(factors=["uncertainties.omega", "structure.gate"]).factors[1].values == (False, True)


def test_a_list_of_scenarios_runs_every_point_under_each():
    plan = load(scenario=["malacca-piracy", "baseline"])
    found = plan.values(0, plan.points)
    assert plan.points == 12
    assert [name for name, _ in found[:4]] == ["malacca-piracy", "baseline"] * 2
    assert found[0][1] == found[1][1] != found[2][1]


def test_a_scenario_may_be_a_factor_of_its_own():
    plan = load(scenario=None, design="full", points=None, factors={"scenario": ["malacca-piracy", "baseline"]})
    assert [name for name, _ in plan.values(0, 2)] == ["malacca-piracy", "baseline"]


def test_a_list_comes_from_a_csv_with_empty_cells_as_the_scenario_has_them(tmp_path):
    written(tmp_path, "uncertainties.omega,structure.gate,structure.trust_rule\n0.3,TRUE,kydd\n,false,beta\n", "p.csv")
    place = written(tmp_path, 'scenario = "malacca-piracy"\ndesign = "list"\nfile = "p.csv"\n')
    assert [row for _, row in Sweep.load(place).values(0, 2)] == [(0.3, True, "kydd"), (None, False, "beta")]


@pytest.mark.parametrize(
    "plan",
    [
        PLAN,
        {**PLAN, "title": 'of "trust"\nand Vertrauen, доверие', "replicates": None, "arms": True},
        {**PLAN, "factors": ["uncertainties.omega", "structure.gate"], "settings": {"levers": {"joint_share": 0.3}}},
        {**PLAN, "scenario": ["malacca-piracy", "baseline"], "factors": {"levers": {"step": {"values": [1, 2]}}}},
        {
            **PLAN,
            "scenario": "afghan-shock",
            "settings": {"structure.response_rule": "threshold", "structure.gate": False},
            "factors": {"events.afghan-shock.date": (date(2015, 1, 1), date(2016, 2, 1)), "structure.trust_rule": {}},
        },
    ],
    ids=["a range", "a title", "names", "tables", "dates"],
)
def test_a_plan_is_told_as_a_file_that_makes_the_same_sweep(plan, tmp_path):
    plan = {key: value for key, value in plan.items() if value is not None}
    known = Sweep.load(plan, points=9)
    again = Sweep.load(written(tmp_path, known.text))
    assert (again.hash(), again.points, again.plan.replicates) == (known.hash(), known.points, known.plan.replicates)
    assert again.fingerprint(9) == known.fingerprint(9)
    assert again.plan.title == known.plan.title


@settings(max_examples=25)
@given(
    st.lists(
        st.sampled_from([f"{table}.{name}" for table, model in SCALARS.items() for name in model.model_fields]),
        min_size=1,
        max_size=5,
        unique=True,
    ),
    st.sampled_from(["lhs", "sobol", "saltelli", "morris", "random"]),
    st.integers(1, 9),
    st.integers(0, 2**40),
)
def test_any_scalars_in_any_design_give_points_that_the_scenario_takes(paths, design, points, seed):
    wide = [path for path in paths if factor_of("plan", path, {}, [Scenario.load("baseline")]).steps not in (0, 2)]
    plan = load(factors=paths, design="lhs" if design == "morris" and wide else design, points=points, seed=seed)
    for name, values in plan.values(0, min(plan.points, 5)):
        plan.scenarios[name].changed(dict(zip(paths, values, strict=True)))


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=4), st.integers(1, 40))
def test_parts_cover_every_run_once_and_stay_when_a_sweep_grows(steps, size):
    stages, points, replicates = [], 0, 0
    for more_points, more_replicates in steps:
        points, replicates = points + more_points + 1, replicates + more_replicates + 1
        stages.append(Stage(points, replicates, ""))
    found = work_units(stages, size)
    cells = [(point, replicate) for unit in found for point in unit.points for replicate in unit.replicates]
    assert len(cells) == len(set(cells)) == points * replicates
    assert [unit.number for unit in found] == list(range(len(found)))
    assert all(unit.runs <= max(size, 1) for unit in found)
    assert found[: len(work_units(stages[:-1], size))] == work_units(stages[:-1], size)


@given(st.integers(0, 50), st.integers(1, 9))
def test_shards_share_out_every_part_once(count, of):
    found = work_units([Stage(count, 1, "")], 1)
    assert [unit for part in range(1, of + 1) for unit in share_of(found, part, of)] == found


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"points": 0}, "points: 0; allowed: "),
        ({"points": None}, "points: is missing; random asks how many"),
        ({"replicates": 0}, "replicates: 0; allowed: "),
        ({"replicate": 5}, "replicate: unknown key (did you mean replicates?)"),
        ({"design": "latin"}, "design: 'latin'; allowed: full, lhs, sobol"),
        ({"design": "sobel"}, "(did you mean sobol?)"),
        ({"design": "full"}, "points: 6; allowed: none, full counts its own"),
        ({"design": "morris", "levels": 5}, "levels: 5; allowed: an even number for morris"),
        ({"design": "lhs", "points": 10**9}, "too many for a hypercube"),
        ({"design": "list"}, "file: a list names the CSV of its points"),
        (
            {"scenario": "malaca-piracy"},
            "scenario: malaca-piracy: no scenario 'malaca-piracy' (did you mean malacca-piracy?)",
        ),
        ({"scenario": None}, "scenario: is missing; allowed: a name or a list of names"),
        (
            {"factors": {"scenario": ["baseline", "open-door"]}},
            "scenario: stands there twice, as a key and as a factor",
        ),
        ({"scenario": ["baseline", "baseline"]}, "each scenario once"),
        ({"scenario": 5}, "plan: scenario: 5; allowed: a name, or a list of names"),
        ({"scenario": ["baseline", 5]}, "plan: scenario: ['baseline', 5]; allowed: a name, or a list of names"),
        (
            {"factors": "uncertainties.omega"},
            "plan: factors: 'uncertainties.omega'; allowed: a table of parameters, or a list",
        ),
        ({"factors": [1, 2]}, "plan: factors: [1, 2]; allowed: a table of parameters, or a list"),
        ({"factors": {}}, "factors: none; allowed: at least one"),
        ({"factors": {"uncertainties.omega": [0.8, 0.2]}}, "is reversed"),
        ({"factors": {"uncertainties.omga": {}}}, "no such parameter (did you mean uncertainties.omega?)"),
        (
            {"factors": {"actors.NOBODY.collusion": {}}},
            "factors.actors.NOBODY.collusion: no actor of malacca-piracy 'NOBODY'; allowed: ",
        ),
        (
            {"factors": {"forums.RECAAP.agenda.fish.rate": {}}},
            "factors.forums.RECAAP.agenda.fish.rate: forums.RECAAP.agenda: no domain 'fish'",
        ),
        (
            {"factors": {"forums.RECAP.agenda.piracy.rate": {}}},
            "no forum of malacca-piracy 'RECAP' (did you mean RECAAP?)",
        ),
        ({"settings": {"uncertainties.omega": 7.0}}, "plan: settings: uncertainties.omega: 7.0; allowed: 0 to 1"),
        (
            {"settings": {"uncertainties.omga": 0.7}},
            "plan: settings: uncertainties.omga: unknown key (did you mean omega?)",
        ),
        ({"seed": -1}, "seed: -1; allowed: "),
        ({"months": 0}, "months: 0; allowed: "),
    ],
)
def test_what_a_plan_may_not_say_is_refused_in_one_line(changes, said):
    with pytest.raises(InputError) as raised:
        load(**changes)
    assert said in str(raised.value) and "\n" not in str(raised.value)
    assert str(raised.value).startswith("plan: ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no points"),
        ("uncertainties.omega\n", "no points"),
        ("uncertainties.omega,uncertainties.omega\n1,1\n", "each parameter once"),
        ("uncertainties.omega,\n1,1\n", "p.csv:1: no name above column 2"),
        ("uncertainties.omega,structure.gate\n0.5\n", "p.csv:2: 1 values; allowed: 2"),
    ],
)
def test_a_csv_that_is_no_list_of_points_is_refused(text, said, tmp_path):
    with pytest.raises(InputError, match=said):
        read_points(written(tmp_path, text, "p.csv"))


def test_a_missing_plan_or_csv_is_named(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        Sweep.load(tmp_path / "none.toml")
    with pytest.raises(InputError, match=r"empty\.toml: the file is empty; `trustladder sweep --help` shows one"):
        Sweep.load(written(tmp_path, "", "empty.toml"))
    with pytest.raises(InputError, match=r"p\.csv: cannot be read"):
        Sweep.load(written(tmp_path, 'scenario = "baseline"\ndesign = "list"\nfile = "p.csv"\n'))
    written(tmp_path, "levers.joint_share\n2\n", "p.csv")
    with pytest.raises(InputError, match=r"file: p\.csv: factors\.levers\.joint_share: 2\.0; allowed: 0 to 1"):
        Sweep.load(written(tmp_path, 'scenario = "baseline"\ndesign = "list"\nfile = "p.csv"\n'))


def test_a_factor_that_settings_set_too_is_refused():
    for fixed in ({"levers.joint_share": 0.2}, {"levers": {"joint_share": 0.2}}):
        plan = {
            "scenario": "baseline",
            "design": "lhs",
            "points": 4,
            "factors": {"levers.joint_share": {}},
            "settings": fixed,
        }
        with pytest.raises(
            InputError, match=r"settings.levers.joint_share: stands among the factors too; allowed: in one of the two"
        ):
            Sweep.load(plan)


@pytest.mark.parametrize(
    ("factors", "fits"),
    [
        ({"structure.trust_rule": {}}, False),  # as many rules as levels: the first two would never be compared
        ({"structure.gate": {}}, True),
        ({"levers.joint_share": {}}, True),
        ({"levers.joint_share": {"values": [0.1, 0.2, 0.3]}}, False),
    ],
)
def test_morris_takes_factors_whose_values_its_steps_compare(factors, fits):
    plan = {"scenario": "baseline", "design": "morris", "points": 4, "factors": factors}
    if fits:
        Sweep.load(plan)
        return
    with pytest.raises(
        InputError, match="values, some of which morris would never compare; allowed: two values, or design"
    ):
        Sweep.load(plan)
