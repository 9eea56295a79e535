"""One local AWS a folder: found, shared, detached, and known again only by its own id."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from localaws import server
from meshwright import local_instance
from meshwright.errors import MeshError
from meshwright.local_instance import INSTANCE_PATH, write_record

REGION, ACCOUNT = "eu-central-1", "123456789012"


@pytest.fixture
def folder(tmp_path: Path):
    yield tmp_path / "local"
    server.stop(tmp_path / "local")


def start(folder: Path) -> local_instance.LocalAws:
    return server.start(folder, region=REGION, account=ACCOUNT)


def test_starts_at_once_give_one_server(folder: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        started = list(pool.map(start, [folder] * 4))

    assert len(set(started)) == 1
    assert local_instance.running(folder) == started[0]


def test_a_server_is_in_a_session_of_its_own_and_ends_when_told(folder: Path) -> None:
    aws = start(folder)

    assert os.getsid(aws.pid) == aws.pid != os.getsid(0)
    assert server.stop(folder) is True
    assert local_instance.running(folder) is None
    assert server.stop(folder) is False


def test_a_new_server_has_another_id_and_the_old_port(folder: Path) -> None:
    old = start(folder)
    server.stop(folder)
    write_record(folder, old)

    new = start(folder)

    assert new.instance != old.instance
    assert new.endpoint == old.endpoint


def test_a_record_of_another_servers_port_is_stale(folder: Path, tmp_path: Path) -> None:
    other = start(folder)
    write_record(tmp_path, replace(other, instance="long gone"))

    assert local_instance.running(tmp_path) is None
    assert server.stop(tmp_path) is False
    assert local_instance.running(folder) == other


@pytest.mark.parametrize("text", ["", "{", "[]", '{"endpoint": 1}'])
def test_a_broken_record_counts_as_none(folder: Path, text: str) -> None:
    folder.mkdir()
    (folder / "aws.json").write_text(text)

    assert local_instance.running(folder) is None


def test_another_region_is_refused_while_one_runs(folder: Path) -> None:
    start(folder)

    with pytest.raises(MeshError, match="runs as account 123456789012 in eu-central-1"):
        server.start(folder, region="eu-west-1", account=ACCOUNT)


def test_a_server_outlives_the_process_that_started_it(folder: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from localaws import server\n"
        f"print(server.start(Path(sys.argv[1]), region='{REGION}', account='{ACCOUNT}').pid)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        capture_output=True,
        text=True,
        check=True,
        timeout=300,
    )

    found = local_instance.running(folder)
    assert found is not None
    assert found.pid == int(done.stdout)


def test_a_connection_stays_open_for_the_next_request(aws) -> None:
    place = urlsplit(aws.endpoint)
    connection = HTTPConnection(place.hostname, place.port, timeout=300)
    ports = set()
    # The second is answered without a look at its body.
    for path in ("/nowhere/key", INSTANCE_PATH, "/nowhere/key"):
        connection.request("PUT", path, body=b"x" * 100_000)
        assert connection.getresponse().read()
        ports.add(connection.sock.getsockname()[1])
    connection.close()

    assert len(ports) == 1


def test_only_this_machine_can_reach_it(aws) -> None:
    assert urlsplit(aws.endpoint).hostname == "127.0.0.1"
