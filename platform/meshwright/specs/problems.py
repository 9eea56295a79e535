"""What pydantic found wrong, in plain words and at the exact place in the file."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError

from meshwright.errors import Code, Finding
from meshwright.specs import adopted, audit, codes, environment, scalars
from meshwright.specs.later import left_for_later
from meshwright.specs.models import support, terms
from meshwright.specs.source import Path
from meshwright.specs.types import ColumnTypeError, UnquotedTypeError, has_open_bracket
from meshwright.specs.yaml import Document
from meshwright.wording import Suggestions, did_you_mean, one_of, shown

KEY = "[key]"
"""What pydantic puts behind a key that is itself wrong."""

_KINDS: Mapping[str, str] = {
    "string_type": "a text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "tuple_type": "a list",
    "mapping_type": "a mapping",
    "dict_type": "a mapping",
    "model_type": "a mapping",
}
FORMS: Mapping[str, tuple[Code, str]] = {
    scalars.ID_PATTERN: (codes.ID, "is not a valid id, such as order_lines"),
    scalars.MEMBER_PATTERN: (
        codes.ID,
        "is neither a domain nor a product, such as sales or sales.orders",
    ),
    scalars.PRODUCT_ID_PATTERN: (codes.ID, "is not a product id, such as sales.orders"),
    scalars.PRODUCT_SUCCESSOR_PATTERN: (
        codes.ID,
        "is neither a product id nor none, such as sales.bookings",
    ),
    scalars.TABLE_SUCCESSOR_PATTERN: (
        codes.ID,
        "is neither a table nor none, such as orders_v2 or sales.bookings.orders",
    ),
    scalars.COLUMN_REFERENCE_PATTERN: (
        codes.ID,
        "is no column, such as customers.customer_id or sales.customers.customers.customer_id",
    ),
    scalars.VERSION_PATTERN: (codes.MALFORMED, "is not a version, such as 2.1.0"),
    scalars.OWNER_PATTERN: (
        codes.MALFORMED,
        "is not a mail address, such as team-sales@acme.example",
    ),
    scalars.REVIEWER_PATTERN: (
        codes.MALFORMED,
        "is not a reviewer, such as @acme/sales-data, @jane or jane@acme.example",
    ),
    scalars.TAG_VALUE_PATTERN: (
        codes.MALFORMED,
        "has characters other than letters, digits, spaces and +=._:/@-",
    ),
    scalars.QUERY_PATTERN: (codes.MALFORMED, "is not the name of an SQL file, such as orders.sql"),
    scalars.LINE_PATTERN: (codes.MALFORMED, "has more than one line"),
    support.URL_PATTERN: (
        codes.MALFORMED,
        "is not an address, such as https://chat.acme.example/sales or"
        " mailto:sales-data@acme.example",
    ),
    terms.CURRENCY_PATTERN: (codes.MALFORMED, "is not the code of a currency, such as EUR"),
    adopted.DATABASE_PATTERN: (codes.MALFORMED, "is not the name of a Glue database"),
    adopted.BUCKET_PATTERN: (codes.MALFORMED, "is not the name of a bucket"),
    adopted.PREFIX_PATTERN: (codes.MALFORMED, "is not a folder, such as crm/"),
    adopted.LOCATION_PATTERN: (
        codes.MALFORMED,
        "is neither a bucket nor a folder of one, such as acme-lake/crm/",
    ),
    audit.TRAIL_PREFIX_PATTERN: (
        codes.MALFORMED,
        "does not end in AWSLogs or AWSLogs/<an organisation's id>, without the account's id"
        " and without slashes at its ends, such as AWSLogs/o-a1b2c3d4e5",
    ),
    audit.READER_PATTERN: (
        codes.MALFORMED,
        "is not the ARN of a role, such as arn:aws:iam::123456789012:role/trail-reader",
    ),
    environment.ACCOUNT_PATTERN: (
        codes.MALFORMED,
        "is not an account id: twelve digits, in quotes",
    ),
    environment.REGION_PATTERN: (codes.MALFORMED, "is not a region, such as eu-central-1"),
    environment.PRINCIPAL_PATTERN: (
        codes.MALFORMED,
        "is not the ARN of a role, user or account,"
        " such as arn:aws:iam::123456789012:role/deployer",
    ),
    environment.SERVICE_PATTERN: (
        codes.MALFORMED,
        "is not a service principal, such as glue.amazonaws.com",
    ),
    environment.SLACK_PATTERN: (codes.MALFORMED, "is not an id of Slack, such as C07EZ1ABC23"),
    environment.REPOSITORY_PATTERN: (
        codes.MALFORMED,
        "is not the path of a repository, such as acme/mesh",
    ),
    environment.BRANCH_PATTERN: (codes.MALFORMED, "is not the name of a branch, such as main"),
    environment.ISSUER_PATTERN: (
        codes.MALFORMED,
        "is not the address of an issuer, such as https://gitlab.acme.example",
    ),
    environment.BACKEND_PATTERN: (codes.MALFORMED, "begins with neither file:// nor s3://"),
}
NOT_ASKED = frozenset({"default_factory_not_called"})
"""A default that rests on a field which has a finding of its own."""
_NO_RANGE = (codes.MALFORMED, "two numbers are expected", "write both ends, as in [1, 10]")


@dataclass(frozen=True, slots=True)
class _Problem:
    """All that pydantic says of one place: of a union it says several things."""

    path: Path
    types: frozenset[str]
    context: Mapping[str, Any]
    is_key: bool


def problems(
    error: ValidationError,
    document: Document,
    model: type[BaseModel],
    bare: Collection[Path] = (),
) -> Iterator[Finding]:
    """The findings of a document that its model refuses.

    `bare` are the keys that need no value: of these nothing is said but what is wrong with the key.
    """
    quiet = {*document.empty, *leftovers(document)}
    fields = _Fields(model)
    for problem in _grouped(error, document.value):
        is_bare_key = problem.is_key and problem.path in bare
        is_said = problem.types == NOT_ASKED or (problem.path in quiet and not is_bare_key)
        if not is_said and not _is_echo(problem, document.value):
            yield _finding(problem, document, fields)


def leftovers(document: Document) -> Iterator[Path]:
    """The keys that an unquoted `decimal(18,2)` left behind: its own finding says it all."""
    around = {path[:-1] for path in document.empty}
    cut = {path for path in around if _holds_cut_type(value_at(document.value, path))}
    return (path for path in document.empty if path[:-1] in cut)


def value_at(value: Any, path: Path) -> Any:
    """What stands at a path that the document has."""
    for step in path:
        value = value[step]
    return value


def _holds_cut_type(value: Any) -> bool:
    texts = value.values() if isinstance(value, dict) else ()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType] - outside text
    return any(isinstance(text, str) and has_open_bracket(text) for text in texts)  # pyright: ignore[reportUnknownVariableType] - as above


def _grouped(error: ValidationError, value: Any) -> Iterator[_Problem]:
    grouped: dict[tuple[Path, bool], list[Any]] = {}
    for detail in error.errors(include_url=False, include_input=False):
        location = detail["loc"]
        is_key = bool(location) and location[-1] == KEY
        missing = detail["type"] == "missing"
        path = _path(location, value, keep_last=missing)
        grouped.setdefault((path, is_key), []).append(detail)
    for (path, is_key), details in grouped.items():
        types = frozenset(detail["type"] for detail in details)
        yield _Problem(path, types, details[0].get("ctx", {}), is_key)


def _path(location: Path, value: Any, *, keep_last: bool) -> Path:
    """The steps of a location that the file has; pydantic adds names of union members."""
    path: Path = ()
    for step in location:
        if _has(value, step):
            value, path = value[step], (*path, step)
    return (*path, location[-1]) if keep_last else path


def _has(value: Any, step: str | int) -> bool:
    if isinstance(step, int):
        return isinstance(value, list) and step < len(value)  # pyright: ignore[reportUnknownArgumentType] - outside text
    return isinstance(value, dict) and step in value


def _is_echo(problem: _Problem, value: Any) -> bool:
    """Whether a list is called too short only since its items were refused."""
    return "too_short" in problem.types and bool(value_at(value, problem.path))


def _finding(problem: _Problem, document: Document, fields: "_Fields") -> Finding:
    code, message, fix = _explained(problem, document, fields)
    at_key = problem.is_key or problem.types & {"missing", "extra_forbidden"}
    at = document.source.at if at_key else document.source.at_value
    return code.at(at(*problem.path), message, fix=fix, where=".".join(map(str, problem.path)))


def _explained(problem: _Problem, document: Document, fields: "_Fields") -> tuple[Code, str, str]:
    kind = min(problem.types)
    name = str(problem.path[-1]) if problem.path else ""
    if kind == "missing":
        return _missing(problem)
    if later := left_for_later(_word(problem, document)):
        return codes.LATER, *later
    if kind == "extra_forbidden":
        known = fields.at(problem.path[:-1])
        message = f"unknown field {shown(name)}{known.of(name)}"
        return codes.UNKNOWN_FIELD, message, f"the fields here are {', '.join(known.choices)}"
    value = name if problem.is_key else value_at(document.value, problem.path)
    if kind in _KINDS:
        return _wrong_kind(problem, document, value)
    if kind in {"enum", "literal_error"}:
        return _no_such_word(problem, value, fields.words(problem))
    if kind == "value_error":
        return _refused(problem.context["error"])
    return _out_of_form(kind, problem, value)


def _word(problem: _Problem, document: Document) -> str:
    """The key or the text that is refused; nothing where it is neither."""
    if problem.is_key or "extra_forbidden" in problem.types:
        return str(problem.path[-1])
    value = value_at(document.value, problem.path)
    is_word = problem.types & {"literal_error", "string_pattern_mismatch"}
    return value if is_word and isinstance(value, str) else ""


def _missing(problem: _Problem) -> tuple[Code, str, str]:
    name = problem.path[-1]
    if isinstance(name, int):
        return _NO_RANGE
    return codes.MISSING, f"missing required field {shown(name)}", f"add `{name}: …`"


def _wrong_kind(problem: _Problem, document: Document, value: Any) -> tuple[Code, str, str]:
    name = _called(problem.path)
    if problem.types == frozenset({"string_type"}) and isinstance(value, bool | int | float):
        message = f"{name} is read as {_kind(value)}, where a text is expected"
        return codes.QUOTE_IT, message, _quoted(document, problem.path)
    kinds = problem.types - {"int_type"} if "float_type" in problem.types else problem.types
    expected = " or ".join(sorted(_KINDS[kind] for kind in kinds))
    return codes.WRONG_KIND, f"{name} has to be {expected}, not {_kind(value)}", ""


def _quoted(document: Document, path: Path) -> str:
    """How to quote a scalar as the file has it; nothing where an alias brought it in."""
    if not document.source.holds(*path):
        return ""
    return f'quote it: "{_written(document, path)}"'


def _written(document: Document, path: Path) -> str:
    """A plain scalar before YAML read it as something else."""
    position = document.source.at_value(*path)
    line = document.text.splitlines()[position.line - 1]
    return re.split(r"[\s,\]}#]", line[position.column - 1 :], maxsplit=1)[0]


def _kind(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text {shown(value)}"
        case list():
            return "a list"
        case _:
            return "a mapping"


def _called(path: Path) -> str:
    names = [step for step in path if isinstance(step, str)]
    item = "an item of " if path and isinstance(path[-1], int) else ""
    return f"{item}{shown(names[-1])}" if names else "the file"


def _no_such_word(problem: _Problem, value: Any, words: tuple[str, ...]) -> tuple[Code, str, str]:
    message = f"{_called(problem.path)} cannot be {_kind(value).removeprefix('the text ')}"
    hint = did_you_mean(value, words) if isinstance(value, str) else ""
    return codes.NO_SUCH_WORD, message + hint, f"write {one_of(words)}"


def _refused(error: Exception) -> tuple[Code, str, str]:
    if isinstance(error, UnquotedTypeError):
        return codes.UNQUOTED_TYPE, str(error), ""
    code = codes.TYPE if isinstance(error, ColumnTypeError) else codes.MALFORMED
    return code, str(error), ""


def _out_of_form(kind: str, problem: _Problem, value: Any) -> tuple[Code, str, str]:
    name, context = _called(problem.path), problem.context
    match kind:
        case "string_pattern_mismatch":
            code, words = FORMS[context["pattern"]]
            return code, f"{shown(value)} {words}", ""
        case "string_too_short" | "too_short":
            return codes.EMPTY, f"{name} is empty", ""
        case "too_long":
            return _NO_RANGE
        case "string_too_long":
            most = context["max_length"]
            return codes.RANGE, f"{name} has more than {most} characters", ""
        case "greater_than_equal":
            return codes.RANGE, f"{name} has to be at least {context['ge']}", ""
        case "less_than_equal":
            return codes.RANGE, f"{name} has to be at most {context['le']}", ""
        case _:
            return codes.MALFORMED, f"{name} has an invalid value", ""


@dataclass(slots=True)
class _Fields:
    """The names of the fields that each mapping of a file may have."""

    model: type[BaseModel]
    _known: dict[tuple[str, ...], Suggestions] = field(
        default_factory=dict[tuple[str, ...], Suggestions]
    )

    def at(self, path: Path) -> Suggestions:
        models = _models(self._annotation(path))
        fields = (item for found in models for item in found.model_fields.items())
        names = tuple(sorted(field.alias or name for name, field in fields))
        return self._known.setdefault(names, Suggestions(names))

    def words(self, problem: _Problem) -> tuple[str, ...]:
        """The words that a value, or a key, may be one of."""
        allowed = (
            get_args(self._annotation(problem.path[:-1]))[0]
            if problem.is_key
            else self._annotation(problem.path)
        )
        return tuple(dict.fromkeys(_words(allowed)))

    def _annotation(self, path: Path) -> Any:
        annotation: Any = self.model
        for step in path:
            annotation = _inside(annotation, step)
        return annotation


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def _words(annotation: Any) -> Iterator[str]:
    """The values of the enums and literals that an annotation allows, in their order."""
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(member.value) for member in annotation)
    elif get_origin(annotation) is Literal:
        yield from map(str, get_args(annotation))
    else:
        for argument in get_args(annotation):
            yield from _words(argument)


def _inside(annotation: Any, step: str | int) -> Any:
    """What the annotation of a value says of one of its parts."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        fields = annotation.model_fields.values()
        return next((field.annotation for field in fields if field.alias == step), None)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is tuple:
        return arguments[0]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return arguments[1]
    found = (_inside(argument, step) for argument in arguments)
    return next((part for part in found if part is not None), None)
