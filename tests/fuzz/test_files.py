"""Mutated scenario files and plans are refused in one line, at once, with nothing left behind."""

from tests.fuzz.commands import Answer
from tests.fuzz.files import LIMIT, PLAN, faults_of, judged, mutated_scenarios


def test_a_few_mutated_files_and_plans_end_well():
    assert faults_of({"files": 20, "plans": 12, "manifests": 6}, seed=11) == []


def test_every_kind_of_fault_is_seen(tmp_path):
    def kinds(*answer):
        return [kind for kind, _ in judged(Answer(*answer), tmp_path, {"mine.toml"})]

    (tmp_path / "mine.toml").write_text("")
    assert kinds(0, "", "", 0.1) == []
    assert kinds(2, "", "trustladder: mine.toml: no\n", 0.1) == []
    assert kinds(2, "", "trustladder: one\ntwo\n", 0.1) == ["line"]
    assert kinds(2, "", f"trustladder: {'x' * 500}\n", 0.1) == ["line"]
    assert kinds(2, "", "", 0.1) == ["line"]
    assert kinds(1, "", "trustladder: unexpected KeyError\n", 0.1) == ["traceback"]
    assert kinds(2, "", "trustladder: mine.toml: no\n", LIMIT + 1) == ["wait"]
    assert kinds(None, "", "", LIMIT) == ["wait"]
    assert kinds(None, "", "", 0.2) == ["traceback"]
    (tmp_path / ".half").write_text("")
    assert kinds(0, "", "", 0.1) == ["leftover"]
    assert kinds(2, "", "trustladder: mine.toml: no\n", 0.1) == ["leftover"]


def test_mutations_are_the_same_for_the_same_seed():
    assert list(mutated_scenarios(5, 1)) == list(mutated_scenarios(5, 1))
    assert list(mutated_scenarios(5, 1)) != list(mutated_scenarios(5, 2))
    assert PLAN["design"] == "lhs"
