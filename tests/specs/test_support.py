"""Where readers ask: one channel as before, or a list of them."""

from typing import Any

import pytest

from meshwright.specs.models import DomainSpec, ProductSpec
from meshwright.specs.parse import no_check, parse

from meshes import FILES, MeshOf

PRODUCT = "description: d\ntables: {t: {columns: {a: string}}}\nsupport: "
LISTED = """
- {channel: "#orders", tool: slack, url: "https://chat.acme.example/c/1", scope: issues}
- {channel: orders@acme.example, url: "mailto:orders@acme.example", description: By mail}
- {channel: "https://help.acme.example"}
"""


def read(said: str) -> ProductSpec:
    found = parse(f"{PRODUCT}{said}".encode(), "product.yaml", ProductSpec, no_check)
    assert found.spec is not None, [*map(str, found.findings)]
    return found.spec


@pytest.mark.parametrize("said", ['{channel: "#a"}', '[{channel: "#a"}]', '\n- channel: "#a"'])
def test_one_channel_is_a_list_of_one(said: str) -> None:
    assert [each.channel for each in read(said).support] == ["#a"]


def test_a_channel_opens_where_it_says_or_where_it_is() -> None:
    assert [each.link for each in read(LISTED).support] == [
        "https://chat.acme.example/c/1",
        "mailto:orders@acme.example",
        "https://help.acme.example",
    ]
    assert [each.link for each in read('{channel: "#a"}').support] == [""]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("{chanel: a}", "3:11: error SPEC012 unknown field 'chanel', did you mean 'channel'?"),
        ("[{channel: a}, {channel: 1}]", "3:35: error SPEC014 'channel' is read as the number 1"),
        ("[{channel: a, url: 'ftp://a'}]", "3:29: error SPEC016 'ftp://a' is not an address"),
        ("{channel: a, url: 'javascript:a'}", "3:28: error SPEC016 'javascript:a' is not an"),
        ('"#a"', "3:10: error SPEC013 'support' has to be a list, not the text '#a'"),
    ],
)
def test_what_is_no_channel_is_said_where_it_stands(said: str, told: str) -> None:
    found = parse(f"{PRODUCT}{said}".encode(), "product.yaml", ProductSpec, no_check)

    assert any(told in str(each) for each in found.findings), [*map(str, found.findings)]


def test_a_products_own_channels_take_the_place_of_its_domains(mesh_of: MeshOf) -> None:
    own = FILES["sales/orders/product.yaml"] + f"support: {LISTED}"
    products: Any = mesh_of({"sales/orders/product.yaml": own}).products

    assert products["sales.orders"].support[0].scope == "issues"
    assert products["sales.invoices"].support[0].channel == "#sales-data"


def test_a_domain_may_name_several() -> None:
    owned = "owner: a@b.example\ndescription: d\ncostCenter: c\nclassification: public\n"
    text = f"{owned}support: {LISTED}"
    found = parse(text.encode(), "domain.yaml", DomainSpec, no_check)

    assert found.spec is not None
    assert len(found.spec.support) == 3
