"""The version of the model: what numbers depend on, and nothing else."""

import re

import pytest

from trustladder.sim.machine import version
from trustladder.sim.machine.compiled import engine_hash
from trustladder.sim.machine.version import BESIDE, ROOT, counted, hash_of, known_or_made, law_hash

SOURCES = {name: (ROOT / name).read_text(encoding="utf-8") for name in counted()}


def with_change(name, was, now):
    text = SOURCES[name]
    assert was in text, f"{name} has no {was!r} any more"
    return hash_of({**SOURCES, name: text.replace(was, now, 1)})


def test_a_constant_of_the_law_changes_it():
    assert with_change("law/responding.py", "CLEAR, CERTAIN = 0.25", "CLEAR, CERTAIN = 0.26") != law_hash()
    assert with_change("metrics.py", "BEST_INTERDICTION = 0.06", "BEST_INTERDICTION = 0.07") != law_hash()


def test_a_rule_of_the_law_changes_it():
    assert with_change("law/responding.py", "omega * mean", "omega + mean") != law_hash()


def test_a_range_or_a_default_of_a_parameter_changes_it():
    assert with_change("scenario/parameters.py", '_x("omega", 0.7,', '_x("omega", 0.71,') != law_hash()


def test_docstrings_comments_layout_and_annotations_of_functions_do_not_change_it():
    changed = {
        name: f'"""Another docstring."""  # and a comment\n{text}\n\n# the end\n' for name, text in SOURCES.items()
    }
    changed = {name: re.sub(r"\) -> (float|int|bool|None):", "):", text) for name, text in changed.items()}
    assert hash_of(changed) == law_hash()


def test_the_words_of_a_message_do_not_change_it():
    assert (
        with_change("scenario/scenario.py", "nested too deeply to be a scenario", "nested far too deeply") == law_hash()
    )


@pytest.mark.parametrize("name", BESIDE)
def test_what_makes_no_numbers_is_not_counted(name):
    assert (ROOT / name).is_file() and name not in SOURCES


def test_a_new_file_counts_until_it_is_named_as_one_that_makes_no_numbers():
    assert hash_of({**SOURCES, "zeal.py": "ZEAL = 1.0\n"}) != law_hash()


def test_the_compilers_cache_has_a_name_of_its_own():
    """It follows the sources byte for byte.

    Under the version of the model it would run stale code after an edit of no account.
    """
    assert engine_hash() != law_hash()


def test_it_is_worked_out_once_for_the_same_sources_and_anew_where_what_was_kept_is_damaged(tmp_path, monkeypatch):
    monkeypatch.setattr(version, "writable_folder", lambda *names: made(tmp_path.joinpath(*names)))
    asked = []
    monkeypatch.setattr(version, "hash_of", lambda sources: asked.append(sources) or hash_of(sources))
    sources = {"law/one.py": "ONE = 1.0\n"}
    found = [known_or_made(sources) for _ in range(2)]
    assert found == [hash_of(sources)] * 2 and len(asked) == 1
    assert known_or_made({"law/one.py": "ONE = 2.0\n"}) != found[0] and len(asked) == 2
    for place in tmp_path.rglob("version"):
        place.write_text(place.read_text(encoding="ascii").replace(found[0][:4], "0000"), encoding="ascii")
    assert known_or_made(sources) == found[0] and len(asked) == 3


def test_where_nothing_can_be_kept_it_is_worked_out(monkeypatch):
    def refuse(*names):
        raise OSError("read-only")

    monkeypatch.setattr(version, "writable_folder", refuse)
    assert known_or_made(SOURCES) == law_hash()


def made(folder):
    """A folder, made where it is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_what_a_table_prints_of_itself_does_not_change_it():
    text = "class Table:\n    x = 1\n"
    assert hash_of({"a.py": text}) == hash_of({"a.py": text + "    def __repr_args__(self): return 7\n"})
    assert hash_of({"a.py": text}) != hash_of({"a.py": text + "    def value(self): return 7\n"})
