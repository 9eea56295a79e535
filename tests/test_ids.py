"""Identities, taken apart and put together; and that nothing else of the product does either."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from meshwright.ids import (
    StackId,
    StackKind,
    at_path,
    covers,
    domain_of,
    folder_of,
    identity_of,
    is_product,
    joined,
    name_of,
    parts,
    product_id,
    stack_name,
    subject_of,
)

ROOT = Path(__file__).parents[1]
HOME = ROOT / "platform/meshwright/ids.py"

PROPERTY = "the path of a property, inside one spec or resource"
FIELD = "a field of a column"
PYTHON = "the name of a Python module"
TABLE = "a table of a database, or a column of a table"
APART = "rules are told their stack's domain and product apart, and import nothing of the product"
AVRO = "the full name of a type of Avro: a namespace and a name"
OPERATION = "an operation of an API of AWS"
ELSEWHERE: Mapping[str, str] = {
    "'.'.join(('rules', less.rule, *where))": PROPERTY,
    "'.'.join(map(str, (*self.prefix, 'rules', code, *path)))": PROPERTY,
    "'.'.join(map(str, path))": PROPERTY,
    "'.'.join(map(str, self.path))": PROPERTY,
    "finding.where.split('.')": PROPERTY,
    "lowered.where.split('.')": PROPERTY,
    "'.'.join(map(str, problem.path))": PROPERTY,
    "'.'.join(path)": PROPERTY,
    "'.'.join(self.names)": FIELD,
    "'.'.join((f'\"{name}\"' if name in KEYWORDS else name for name in column.names))": FIELD,
    "identifier.split('.')": TABLE,
    "f'{space}.{name}'": AVRO,
    "f'{namespace}.{name}'": AVRO,
    "'.' in name": AVRO,
    "self.name.rpartition('.')": AVRO,
    "str(said['name']).rpartition('.')": AVRO,
    "f'{path}.{field.name}'": PROPERTY,
    "f'{path}.{name}'": PROPERTY,
    "f'{self._path}.{name}'": PROPERTY,
    "field.rpartition('.')": PROPERTY,
    "field.split('.')": PROPERTY,
    "path.partition('.')": PROPERTY,
    "path.rpartition('.')": PROPERTY,
    "text.split('.')": PROPERTY,
    "path.split('.')": PROPERTY,
    "where.split('.')": PROPERTY,
    "(name or '').partition('.')": PYTHON,
    "f'{PACKAGE}.{name}'": PYTHON,
    "m.startswith(f'{name}.')": PYTHON,
    "f'{database}.{name}'": TABLE,
    "f'{_quoted(database)}.{_quoted(name)}'": TABLE,
    "'.'.join(table.name())": TABLE,
    "f'{GLUE}.{operation}'": OPERATION,
    "f'{name}.{word}'": OPERATION,
    "f'{self.database}.{self.name}'": TABLE,
    "f'{query_name(database)}.{query_name(table)}'": TABLE,
    "f'{alias}.{query_name(name)}'": TABLE,
    "f'{table_name}.{name}'": TABLE,
    "f'{stack.scope.domain}.{stack.scope.product}'": APART,
    "props['id'].partition('.')": APART,
    "reader.partition('.')": APART,
    "'.'.join((re.escape(part) for part in chunk.split('?')))": "a regular expression",
    "'.'.join(map(str, sys.version_info[:3]))": "a version",
    "version.split('.')": "a version",
    "asked.netloc.endswith(f'.{place}')": "a name below a host's",
    "'.' in text": "the fraction of a number",
    "text.replace('.', '')": "the fraction of a number",
    "text.rpartition('.')": "the fraction of a number",
    "entry.name.rpartition('.')": "the ending of a file's name",
    "f'{RECORD}.{aws.pid}'": "the name of a file",
    "target.rpartition('.')": "the header by which AWS's JSON protocol names an operation",
    "text.partition('.')": "the fraction of a second",
    "library.rpartition('.')": "the name of a class in its package of Java",
    "given.partition('.')": APART,
    "f'{scope.domain}.{scope.product}'": APART,
    "f\"{scope.domain}.{scope.product or ''}\"": APART,
    "product.startswith(f'{scope.domain}.')": APART,
}
"""What cuts or joins at dots and is no identity, by its expression, with what it is."""

CUTTING = frozenset(("partition", "rpartition", "split", "rsplit", "count", "replace", "strip"))
CLIPPING = frozenset(("startswith", "endswith", "removeprefix", "removesuffix"))


def is_dot(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value == "."


def cuts(node: ast.AST) -> bool:
    """Whether an expression takes something apart or puts it together at a dot."""
    match node:
        case ast.Call(func=ast.Attribute(attr="join", value=value)) if is_dot(value):
            return True
        case ast.Call(func=ast.Attribute(attr=method), args=[first, *_]) if method in CUTTING:
            return is_dot(first)
        case ast.Call(func=ast.Attribute(attr=method), args=[ast.JoinedStr(values=values), *_]) if (
            method in CLIPPING
        ):
            return is_dot(values[0]) or is_dot(values[-1])
        case ast.Compare(left=left, ops=[ast.In() | ast.NotIn()]):
            return is_dot(left)
        case ast.JoinedStr(values=[_, middle, _]):
            return is_dot(middle)
        case _:
            return False


def all_cuts() -> Iterator[tuple[str, str]]:
    """Each such expression of the product, and the file it stands in."""
    for folder in ("platform", "policies"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            if file != HOME:
                tree = ast.parse(file.read_text())
                found = (ast.unparse(node) for node in ast.walk(tree) if cuts(node))
                yield from ((text, str(file.relative_to(ROOT))) for text in found)


def test_identities_are_cut_and_joined_in_one_place() -> None:
    unknown = {where: text for text, where in all_cuts() if text not in ELSEWHERE}

    assert unknown == {}, "say it with meshwright.ids, or list here what is cut, if no identity"


def test_every_listed_cut_is_still_there() -> None:
    assert {text for text, _ in all_cuts()} == set(ELSEWHERE)


@pytest.mark.parametrize(
    "text",
    [
        'stack.partition(".")[2]',
        'stack.rpartition(".")',
        'subject.split(".", 1)',
        'stack.count(".")',
        'identity.replace(".", "/")',
        'one.startswith(f"{other}.")',
        '"." in consumer',
        '"." not in consumer',
        'f"{domain}.{product}"',
        '".".join(words)',
    ],
)
def test_every_way_to_cut_at_a_dot_is_seen(text: str) -> None:
    assert any(cuts(node) for node in ast.walk(ast.parse(text)))


@pytest.mark.parametrize(
    ("name", "kind", "wave", "domain", "product"),
    [
        ("dev", StackKind.FOUNDATION, 0, "", ""),
        ("dev.sales", StackKind.DOMAIN, 1, "sales", ""),
        ("dev.sales.orders", StackKind.PRODUCT, 2, "sales", "orders"),
    ],
)
def test_a_stack_is_known_by_its_name(
    name: str, kind: StackKind, wave: int, domain: str, product: str
) -> None:
    stack = StackId.parse(name)

    assert (stack.environment, stack.kind, stack.wave) == ("dev", kind, wave)
    assert (stack.domain, stack.product) == (domain, product)
    assert str(stack) == name


def test_a_stack_rests_on_those_whose_names_it_begins_with() -> None:
    parents = StackId("dev", "sales.orders").parents

    assert parents == (StackId("dev"), StackId("dev", "sales"))
    assert StackId("dev").parents == ()


def test_what_somebody_named_too_deep_still_rests_on_all_before_it() -> None:
    stack = StackId.parse("dev.sales.orders.more")

    assert list(map(str, stack.parents)) == ["dev", "dev.sales", "dev.sales.orders"]


@pytest.mark.parametrize("identity", ["", "sales", "sales.orders"])
def test_a_stacks_name_gives_back_what_it_holds(identity: str) -> None:
    name = stack_name(identity, "dev")

    assert identity_of(name, "dev") == subject_of(name) == identity


@pytest.mark.parametrize("stack", ["prod.sales", "developer.sales", "developer"])
def test_a_stack_of_another_environment_is_none_of_ours(stack: str) -> None:
    assert identity_of(stack, "dev") is None


@pytest.mark.parametrize(
    ("base", "identity", "expected"),
    [
        ("", "sales.orders", True),
        ("sales", "sales", True),
        ("sales", "sales.orders", True),
        ("sales", "sales_eu.orders", False),
        ("sales.orders", "sales", False),
        ("sales", "", False),
    ],
)
def test_an_id_covers_itself_and_what_rests_on_it(
    base: str, identity: str, *, expected: bool
) -> None:
    assert covers(base, identity) is expected


def test_an_id_is_taken_apart_as_it_is_put_together() -> None:
    orders = product_id("sales", "orders")

    assert parts(orders) == ("sales", "orders")
    assert (domain_of(orders), name_of(orders), is_product(orders)) == ("sales", "orders", True)
    assert (domain_of("sales"), name_of("sales"), is_product("sales")) == ("sales", "", False)
    assert parts("") == ("", "")


def test_words_that_are_missing_leave_no_dot() -> None:
    assert joined(("dev", "sales", None)) == "dev.sales"
    assert joined(("dev", "", "")) == "dev"


@pytest.mark.parametrize("identity", ["sales", "sales.orders"])
def test_a_file_says_whose_it_is_by_its_folder(identity: str) -> None:
    assert at_path(f"{folder_of(identity)}/x.yaml") == identity


def test_what_lies_deeper_in_a_products_folder_is_the_products() -> None:
    assert at_path("domains/sales/orders/access/finance.yaml") == "sales.orders"


def test_a_file_of_nobody_has_no_id() -> None:
    assert at_path("domains/README.md") == ""
    assert at_path("platform/environments/dev.yaml") is None
