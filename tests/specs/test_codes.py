import re
from pathlib import Path

from meshwright.checks import codes as checks
from meshwright.checks.codes import CHECK_CODES
from meshwright.errors import Code, Position
from meshwright.specs import codes as specs
from meshwright.specs.codes import SPEC_CODES, findings_page

CODE = Code("X001", "Title", "Why.", "do this")


def test_every_code_is_in_its_table_once() -> None:
    for module, table in ((specs, SPEC_CODES), (checks, CHECK_CODES)):
        written = {value.id for value in vars(module).values() if isinstance(value, Code)}

        assert sorted(written) == [code.id for code in table]


def test_every_code_is_used() -> None:
    platform = Path(specs.__file__).parents[2]
    texts = [path.read_text("utf-8") for path in platform.rglob("*.py")]
    used = set(re.findall(r"codes\.([A-Z_]+)", "".join(texts)))

    for module in (specs, checks):
        names = {name for name, value in vars(module).items() if isinstance(value, Code)}
        assert names <= used


def test_a_finding_takes_its_codes_remedy_unless_it_knows_better() -> None:
    position = Position("f.yaml", 3, 1)

    assert CODE.at(position, "wrong").fix == "do this"
    assert CODE.at(position, "wrong", fix="do that").fix == "do that"
    assert str(CODE.at(position, "wrong")) == "f.yaml:3:1: error X001 wrong"


def test_the_page_has_a_section_for_each_code() -> None:
    page = findings_page([CODE])

    assert "## X001\n\n**Title** (error)\n\nWhy.\n\nTo fix it: do this.\n" in page
