"""From a validation error to one clear line: file, key, value, what is allowed, nearest spelling."""

from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.errors import InputError, listed, nearest, shown
from sim.loading import Origins, read_toml
from sim.parameters import line

Model = TypeVar("Model", bound=BaseModel)
TAGS = ("government", "donor")  # pydantic names the kind of an actor in an error's place


def checked(path: Path, model: type[Model]) -> Model:
    """A TOML file as a checked value. Raises InputError, one line, where anything is wrong."""
    try:
        return model.model_validate(read_toml(path))
    except ValidationError as error:
        raise complaint(error, model, {}, str(path)) from None


def complaint(error: ValidationError, root: type[BaseModel], origins: Origins, place: str) -> InputError:
    """The first problem of a validation error, and how many more there are."""
    problems = error.errors(include_url=False)
    first = problems[0]
    where = tuple(str(step) for step in first["loc"] if str(step) not in (*TAGS, "[key]"))
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return InputError(f"{_file_of(where, origins, place)}: {'.'.join(where)}: {_what(first, where, root)}{more}")


def _file_of(where: tuple[str, ...], origins: Origins, place: str) -> str:
    """The file that gave the key, or the nearest table around it."""
    for length in range(len(where), 0, -1):
        if where[:length] in origins:
            return origins[where[:length]]
    return place


def _what(problem: ErrorDetails, where: tuple[str, ...], root: type[BaseModel]) -> str:
    kind, value, key = problem["type"], shown(problem["input"]), where[-1] if where else ""
    if kind == "extra_forbidden":
        known = _keys_around(where, root) + (["extends"] if len(where) == 1 and "actors" in root.model_fields else [])
        return f"unknown key{nearest(key, known)}; allowed: {listed(known, most=40)}"
    if kind == "missing":
        return "is missing"
    if kind == "outside":
        context = problem.get("ctx", {})
        part = f"{context['key']} = " if context.get("key") else ""
        return f"{part}{context['value']:g}; allowed: {context['low']:g} to {context['high']:g}"
    if kind == "union_tag_invalid" or kind == "union_tag_not_found":
        return 'kind; allowed: "government" or "donor"'
    if kind == "literal_error":
        expected = str(problem.get("ctx", {}).get("expected", "")).replace("'", "")
        return (
            f"{value}; allowed: {expected}{nearest(str(problem['input']), expected.replace(' or ', ', ').split(', '))}"
        )
    found = _field_line(where, root)
    if found is not None and kind not in ("quantity", "effect"):
        return f"{value}; allowed: {found.allowed}"
    if kind == "string_pattern_mismatch":
        return f"{value}; allowed: an id of letters, digits, - and _, at most 60"
    return f"{value}; allowed: {problem['msg'].removeprefix('Input should be ')}"


def _model_at(steps: tuple[str, ...], root: type[BaseModel]) -> list[type[BaseModel]]:
    """The models that may stand at a place of the tree: one, or one per kind of actor."""
    models = [root]
    for step in steps:
        inner: list[type[BaseModel]] = []
        for model in models:
            field = model.model_fields.get(step)
            inner.extend(_models_in(field.annotation) if field is not None else [])
        models = inner or models  # a step that is an id keeps the entities of the table
    return models


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


def _keys_around(where: tuple[str, ...], root: type[BaseModel]) -> list[str]:
    keys: dict[str, None] = {}
    for model in _model_at(where[:-1], root):
        keys.update(dict.fromkeys(model.model_fields))
    return list(keys)


def _field_line(where: tuple[str, ...], root: type[BaseModel]) -> Any:
    for model in _model_at(where[:-1], root):
        field = model.model_fields.get(where[-1])
        if field is not None:
            return line(".".join(where), field)
    return None
