"""A portal is made again where its checkout has changed."""

import shutil
from pathlib import Path

from meshwright.catalog.portal.content import content
from meshwright.catalog.portal.renewing import renewed
from meshwright.errors import MeshError
from meshwright.workspace import Workspace

from meshes import FILES, TODAY

ROOT = Path(__file__).parents[3]
LOCAL = "platform/environments/local.yaml"
ORDERS = "sales/orders/product.yaml"


def test_a_page_shows_the_specs_as_they_are_when_it_is_asked_for(tmp_path: Path) -> None:
    for name, text in FILES.items():
        file = tmp_path / "domains" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    (tmp_path / LOCAL).parent.mkdir(parents=True)
    shutil.copy(ROOT / LOCAL, tmp_path / LOCAL)
    workspace, said = Workspace(tmp_path), list[MeshError]()
    portal = renewed(
        workspace,
        "local",
        lambda assessment: content(workspace, assessment),
        as_of=lambda: TODAY,
        say=said.append,
    )
    page = "products/sales.orders.html"
    assert b"Confirmed orders." in (portal.file(page) or b"")

    changed = FILES[ORDERS].replace("Confirmed orders.", "Orders, anew.")
    (tmp_path / "domains" / ORDERS).write_text(changed)

    assert b"Orders, anew." in (portal.file(page) or b"")
    (tmp_path / LOCAL).write_text("nothing: that is known\n")
    assert b"Orders, anew." in (portal.file(page) or b"")
    assert len(said) == 1
