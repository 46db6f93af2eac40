"""From a validation error to one clear line: file, key, value, what is allowed, nearest spelling."""

import re
from pathlib import Path
from typing import Any, TypeVar, get_args

from annotated_types import Ge, Le
from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from trustladder.sim.scenario.entities import Donor, Gate, Government
from trustladder.sim.scenario.errors import InputError, listed, nearest, shown
from trustladder.sim.scenario.loading import Origins, read_toml
from trustladder.sim.scenario.parameters import GONE, PARAMETERS, Parameter, line

Model = TypeVar("Model", bound=BaseModel)
KINDS: dict[str, type[BaseModel]] = {"government": Government, "donor": Donor}  # pydantic names it in an error's place
# errors of our own, which say what is allowed
SAYS_ITSELF = ("quantity", "effect", "printable", "name", "day", "year", "member", "pairs")
OF_FILES = {"": ["extends", "defaults", "ladders"], "domains": ["ladder"]}  # keys of a file, by table: no scenario's
BEGINNING = re.compile("(Input should be|[A-Z][a-z]+ should have) ")
IN_WORDS = {
    "model_type": "a table",
    "dict_type": "a table",
    "model_attributes_type": "a table",
    "tuple_type": "a list",
    "list_type": "a list",
    "string_type": "a text",
    "string_unicode": "a text",
    "bool_type": "true or false",
}


def checked(path: Path, model: type[Model]) -> Model:
    """Return a TOML file as a checked value. Raises InputError, one line, where anything is wrong."""
    try:
        return model.model_validate(read_toml(path))
    except ValidationError as error:
        raise complaint(error, model, {}, str(path)) from None


def complaint(error: ValidationError, root: type[BaseModel], origins: Origins, place: str) -> InputError:
    """Return the first problem of a validation error, and how many more there are."""
    problems = error.errors(include_url=False)
    first = problems[0]
    where, kind = _place_of(first["loc"])
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    key = ".".join(shown(step)[1:-1] or "''" for step in where)
    parts = (_file_of(where, origins, place), key, f"{_what(first, where, kind, root)}{more}")
    return InputError(": ".join(part for part in parts if part))


def _place_of(loc: tuple[int | str, ...]) -> tuple[tuple[str, ...], str]:
    """Return the keys that lead to a problem, without pydantic's own words.

    And the kind of the actor, where it is about one.
    """
    steps = [str(step) for step in loc if step != "[key]"]
    kind = ""
    if len(steps) > 2 and steps[0] == "actors" and steps[2] in KINDS:
        kind = steps.pop(2)
    if steps[-1:] == ["judgement"]:  # a plain number is one
        steps.pop()
    own = [step for step in steps if not step.endswith(("]", ")")) and step != Gate.__name__]  # alternatives of a union
    return tuple(own or steps), kind


def _file_of(where: tuple[str, ...], origins: Origins, place: str) -> str:
    """Return the file that gave the key, or the nearest table around it."""
    for length in range(len(where), 0, -1):
        if where[:length] in origins:
            return origins[where[:length]]
    return place


def _what(problem: ErrorDetails, where: tuple[str, ...], kind: str, root: type[BaseModel]) -> str:
    sort, value, context = problem["type"], shown(problem["input"]), problem.get("ctx", {})
    if not where:
        return f"{value}; allowed: a table"
    match sort:
        case "extra_forbidden":
            return _stranger(where, kind, root)
        case "missing":
            return "is missing"
        case "outside":
            part = f"{shown(context['key'])[1:-1]} = " if context.get("key") else ""
            return f"{part}{_short(context['value'])}; allowed: {_short(context['low'])} to {_short(context['high'])}"
        case "union_tag_invalid" | "union_tag_not_found":
            said = "is missing" if sort == "union_tag_not_found" else f"= {shown(context.get('tag'))}"
            return f'kind {said}; allowed: "government" or "donor"'
        case "literal_error":
            words = str(context.get("expected", "")).replace("'", "")
            return f"{value}; allowed: {words}{nearest(str(problem['input']), words.replace(' or ', ', ').split(', '))}"
        case "too_long" | "too_short":
            bound = f"at most {context['max_length']}" if sort == "too_long" else f"at least {context['min_length']}"
            return f"{'none' if context['actual_length'] == 0 else 'too many'}; allowed: {bound}"
    found = _field_line(where, kind, root)
    if found is not None and sort not in SAYS_ITSELF:
        return f"{value}; allowed: {found.allowed}"
    if sort == "string_pattern_mismatch":
        return f"{value}; allowed: an id of letters, digits, - and _, at most 60"
    told = _bounds(where, kind, root) if sort not in SAYS_ITSELF else ""
    return f"{value}; allowed: {told or IN_WORDS.get(sort) or BEGINNING.sub('', problem['msg'])}"


def _stranger(where: tuple[str, ...], kind: str, root: type[BaseModel]) -> str:
    """Return what is wrong with a key that its table does not have."""
    if where[-1] in GONE and where[:-1] in ((), ("uncertainties",)):
        return f"no number of the law any more; allowed: {GONE[where[-1]]}"
    known = _keys_around(where, kind, root)
    if "actors" in root.model_fields:
        known += OF_FILES.get(where[0] if len(where) == 3 else "", []) if len(where) in (1, 3) else []
    elsewhere = kind and len(where) == 3 and where[-1] in _keys_around(where, "", root)
    what = f"not a key of a {kind}" if elsewhere else "unknown key"
    meant = nearest(where[-1], known) or (_in_a_table(where[0]) if len(where) == 1 and "levers" in known else "")
    return f"{what}{meant}; allowed: {listed(known, most=40)}"


def _in_a_table(name: str) -> str:
    """Return where a number belongs whose table was left out."""
    prefix = next((prefix for prefix, table in PARAMETERS.items() if name in table.model_fields), None)
    return f" (did you mean {prefix}.{name}?)" if prefix else ""


def _bounds(where: tuple[str, ...], kind: str, root: type[BaseModel]) -> str:
    """Return the range that the field of a number or a date declares, where pydantic names one end or none."""
    for model in _model_at(where[:-1], kind, root):
        field = _fields(model).get(where[-1])
        if field is not None:
            return _range_of(field)
    return ""


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields of a table by the keys that a file gives them."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _range_of(field: FieldInfo) -> str:
    """Return the least and the largest number of a field, in words."""
    known = field.json_schema_extra
    if isinstance(known, dict) and "low" in known:
        return f"{_short(known['low'])} to {_short(known['high'])}"
    marks = [mark for part in (field, *get_args(field.annotation)) for mark in _marks_of(part)]
    low = next((mark.ge for mark in marks if isinstance(mark, Ge)), None)
    high = next((mark.le for mark in marks if isinstance(mark, Le)), None)
    return "" if low is None or high is None else f"{_short(low)} to {_short(high)}"


def _short(end: Any) -> str:
    return f"{end:g}" if isinstance(end, float) else shown(end)


def _marks_of(part: Any) -> list[Any]:
    """Return the constraints of a field, or of one of the alternatives in its type."""
    marks: Any = getattr(part, "metadata", None) or getattr(part, "__metadata__", ())
    return [inner for mark in marks for inner in (mark.metadata if isinstance(mark, FieldInfo) else [mark])]


def _model_at(steps: tuple[str, ...], kind: str, root: type[BaseModel]) -> list[type[BaseModel]]:
    """Return the models that may stand at a place of the tree.

    One, or one per kind of actor where the kind is not known.
    """
    models = [root]
    for step in steps:
        inner: list[type[BaseModel]] = []
        for model in models:
            field = _fields(model).get(step)
            inner.extend(_models_in(field.annotation) if field is not None else [])
        models = inner or models  # a step that is an id keeps the entities of the table
    return [model for model in models if KINDS.get(kind, model) is model or model not in KINDS.values()] or models


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in _models_in(part)]


def _keys_around(where: tuple[str, ...], kind: str, root: type[BaseModel]) -> list[str]:
    keys: dict[str, None] = {}
    for model in _model_at(where[:-1], kind, root):
        keys.update(dict.fromkeys(_fields(model)))
    return list(keys)


def _field_line(where: tuple[str, ...], kind: str, root: type[BaseModel]) -> Parameter | None:
    for model in _model_at(where[:-1], kind, root):
        field = _fields(model).get(where[-1])
        if field is not None:
            return line(".".join(where), field)
    return None
