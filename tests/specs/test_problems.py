from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from meshwright.errors import Finding
from meshwright.specs import problems
from meshwright.specs.environment import EnvironmentSpec
from meshwright.specs.frozen import Frozen
from meshwright.specs.models import AgreementSpec, DomainSpec, LockSpec, ProductSpec
from meshwright.specs.parse import no_check, parse
from meshwright.specs.waivers import WaiversSpec
from meshwright.wording import one_of

HEAD = "description: Orders.\n"


def findings(text: str) -> tuple[Finding, ...]:
    return parse((HEAD + text).encode(), "f.yaml", ProductSpec, no_check).findings


@pytest.mark.parametrize(
    "columns",
    [
        "{amount: decimal(18,2), id: string}",
        "{id: {type: decimal(18,2), required: true}}",
        "{address: struct<a:int,b:string,c:int>, id: string}",
        "{id: {type: map<string,int>}}",
    ],
)
def test_a_type_without_quotes_is_one_finding(columns: str) -> None:
    (finding,) = findings(f"tables: {{orders: {{columns: {columns}}}}}\n")

    assert finding.code == "SPEC019"
    assert "quote the type" in finding.fix


def test_a_hole_beside_a_sound_type_is_a_finding() -> None:
    (finding,) = findings("tables: {orders: {columns: {id: {type: string, description: }}}}\n")

    assert (finding.code, finding.where) == ("SPEC020", "tables.orders.columns.id.description")


def test_a_number_that_an_alias_brings_in_is_quoted_where_it_stands() -> None:
    text = "extensions: {a: &a {type: string, description: 12}}\n"
    (direct,) = findings("version: 1.10 # newest\ntables: {o: {columns: {id: string}}}\n")
    (aliased,) = findings(text + "tables: {o: {columns: {id: *a}}}\n")

    assert direct.fix == 'quote it: "1.10"'
    assert aliased.fix == "put the value in quotes"


def test_nothing_that_an_alias_brings_in_is_called_nothing() -> None:
    text = "extensions: {a: &a }\ntables: {o: {columns: {id: {type: string, pii: *a}}}}\n"
    (finding,) = findings(text)

    assert finding.message == "'pii' has to be true or false, not nothing"


def test_an_unknown_field_names_those_that_it_could_be() -> None:
    (finding,) = findings("storage: {days: 30}\ntables: {o: {columns: {id: string}}}\n")

    assert finding.message == "unknown field 'days'"
    assert finding.fix == "the fields here are noncurrentDays"


class Drink(StrEnum):
    TEA = "tea"
    MATE = "mate, 'yerba'"


class Order(Frozen):
    drink: Annotated[Drink, Field(strict=False)]
    size: Literal["l's", "xl"] = "xl"
    milk: Mapping[Literal["oat's", "soy"], int] = {}


@pytest.mark.parametrize(
    ("text", "message", "words"),
    [
        ("drink: te", "'drink' cannot be 'te'", ["tea", "mate, 'yerba'"]),
        ("drink: tea\nsize: xx", "'size' cannot be 'xx'", ["l's", "xl"]),
        ("drink: tea\nmilk: {soi: 1}", "'soi' cannot be 'soi'", ["oat's", "soy"]),
    ],
)
def test_the_words_that_fit_are_those_of_the_model_whatever_they_hold(
    text: str, message: str, words: list[str]
) -> None:
    (finding,) = parse(text.encode(), "f.yaml", Order, no_check).findings

    assert finding.message.startswith(message)
    assert finding.fix == f"write {one_of(words)}"


def test_a_kind_of_error_that_has_no_words_is_told_plainly() -> None:
    class Even(Frozen):
        number: Annotated[int, Field(multiple_of=2)]

    (finding,) = parse(b"number: 3\n", "f.yaml", Even, no_check).findings

    assert str(finding) == "f.yaml:1:9: error SPEC016 'number' has an invalid value"


def test_a_spec_with_any_finding_is_no_spec() -> None:
    parsed = parse(b"origin: a.b\norigin: a.c\n", "f.yaml", LockSpec, no_check)

    assert parsed.spec is None
    assert parsed.raw == {"origin": "a.b"}


@pytest.mark.parametrize("name", ['"*"', "Orders", "people.salaries", '"orders; DROP TABLE lines"'])
def test_a_bare_table_of_an_agreement_is_named_as_a_table_is(name: str) -> None:
    text = f"purpose: Bookings\ntables:\n  {name}:\nexpires: 2026-12-31\n"

    found = parse(text.encode(), "f.yaml", AgreementSpec, no_check)

    assert found.spec is None
    assert [(f.code, f.position.line) for f in found.findings] == [("SPEC017", 3)]


@pytest.mark.parametrize("successor", ["people.*", "Sales.orders", "orders"])
def test_a_successor_that_is_no_product_is_told(successor: str) -> None:
    (finding,) = findings(f"successor: {successor}\ntables: {{o: {{columns: {{id: string}}}}}}\n")

    assert finding.code == "SPEC017"
    assert finding.message.startswith(f"'{successor}' is neither a product id nor none")


def test_every_form_of_a_text_has_words_for_what_is_not_of_it() -> None:
    models = (AgreementSpec, DomainSpec, EnvironmentSpec, LockSpec, ProductSpec, WaiversSpec)
    forms = {pattern for model in models for pattern in _patterns(model.__pydantic_core_schema__)}

    assert len(forms) > len(models)
    assert forms <= set(problems.FORMS)


def _patterns(schema: Any) -> Iterator[str]:
    """The patterns that texts are held to, in a model as it is validated."""
    if isinstance(schema, dict):
        if schema.get("type") == "str" and "pattern" in schema:
            yield schema["pattern"]
        # What a reader of ours takes is told by that reader.
        schema = [v for name, v in schema.items() if name != "json_schema_input_schema"]
    if isinstance(schema, (list, tuple)):
        for each in schema:
            yield from _patterns(each)
