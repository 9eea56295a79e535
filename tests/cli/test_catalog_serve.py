"""`mesh catalog serve`: from its first line to Ctrl-C."""

import json
import signal
import socket
import subprocess
import sys
from urllib.request import ProxyHandler, build_opener

import pytest

from meshwright.catalog.portal.serving import Server
from meshwright.errors import CancelledError

COMMAND = (sys.executable, "-P", "-m", "meshwright", "catalog", "serve")
DIRECT = build_opener(ProxyHandler({}))


@pytest.mark.usefixtures("checkout")
def test_it_serves_until_it_is_interrupted() -> None:
    with subprocess.Popen(
        [*COMMAND, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        said = ""
        while not said.endswith("}\n") or said.count("{") != said.count("}"):
            said += process.stdout.readline()
        address = json.loads(said)["address"]
        page = DIRECT.open(f"{address}products/sales.orders.html").read()
        process.send_signal(signal.SIGINT)
        _, told = process.communicate()

    assert b"sales.orders" in page
    assert (process.returncode, told) == (0, "ended\n")


def test_its_address_is_told_and_it_ends_quietly(mesh, checkout, monkeypatch):
    spec = checkout / "domains/sales/orders/product.yaml"

    def asked(self):
        assert self.address.encode() not in self.shown.file("index.html")
        spec.write_text(spec.read_text().replace("Confirmed orders.", "Orders, anew."))
        assert b"Orders, anew." in self.shown.file("products/sales.orders.html")
        raise CancelledError("stopped")

    monkeypatch.setattr(Server, "serve_forever", asked)

    done = mesh("catalog", "serve")

    assert done.code == 0, done.err
    assert done.out.startswith("http://127.0.0.1:")
    assert done.out.endswith("/ (Ctrl-C ends it)\n")
    assert done.err == "ended\n"


def test_it_shows_the_trend_of_an_earlier_portals_scores(mesh, monkeypatch):
    def asked(self):
        assert b"since 2026-05-01" in self.shown.file("governance.html")
        raise CancelledError("stopped")

    monkeypatch.setattr(Server, "serve_forever", asked)
    built = mesh("catalog", "build", "--out", "one", "--results", "none", "--as-of", "2026-05-01")
    assert built.code == 0

    assert mesh("catalog", "serve", "--scores", "one/scores.json").code == 0
    assert mesh("catalog", "serve", "--scores", "none.json").code == 2


def test_a_port_that_is_taken_is_told(mesh):
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = mesh("catalog", "serve", "--port", str(other.getsockname()[1]))

    assert done.code == 2
    assert "cannot be had" in done.err
