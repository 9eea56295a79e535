"""A process that refuses to call out cannot, by any of the ways there are, and still answers."""

import subprocess
import sys

import pytest

OUTSIDE = """
import os, pathlib, smtplib, socket, subprocess, sys, urllib.request
from localaws import outgoing
other = socket.create_server(("127.0.0.1", 0))
port = other.getsockname()[1]
path = str(pathlib.Path(sys.argv[1], "docker.sock"))
daemon = socket.socket(socket.AF_UNIX)
daemon.bind(path)
daemon.listen()
outgoing.refuse()
try:
    {way}
except outgoing.OutgoingCallError as error:
    print("refused:", error)
except OSError as error:
    print("refused:", error.__context__ or error)
else:
    print("done")
"""
WAYS = {
    "a connection": "socket.create_connection(('127.0.0.1', port))",
    "a connection that does not raise": "socket.socket().connect_ex(('127.0.0.1', port))",
    "a page": "urllib.request.urlopen(f'http://127.0.0.1:{port}', timeout=1)",
    "a mail": "smtplib.SMTP('127.0.0.1', port, timeout=1)",
    "a datagram": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', port))",
    "a container's daemon": "socket.socket(socket.AF_UNIX).connect(path)",
    "a program": "subprocess.run(['true'])",
    "a shell": "os.system('true')",
    "a child": "os.fork() or os._exit(0)",
    "a spawned program": "os.posix_spawn('/bin/true', ['true'], {})",
    "another program in its place": "os.execv('/bin/true', ['true'])",
}


def outcome(way: str, folder) -> str:
    done = subprocess.run(
        [sys.executable, "-c", OUTSIDE.replace("{way}", way), str(folder)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_no_way_leads_out(way: str, tmp_path) -> None:
    assert "refused: the local AWS sends no requests" in outcome(way, tmp_path).replace(
        "<urlopen error ", ""
    )


def test_what_comes_in_is_taken(tmp_path) -> None:
    code = (
        "from multiprocessing.dummy import Pool; pool = Pool(1);"
        "taken = pool.apply_async(other.accept);"
        "pathlib.Path(sys.argv[1], 'x').write_text('x'); taken.wait(0.1)"
    )

    assert outcome(code, tmp_path) == "done\n"
