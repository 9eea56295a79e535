"""What `mesh up` and `mesh destroy` do on the real engine: what runs, what changes, what stays."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest

from localaws.signing import signed_anew

from meshes import FILES

pytestmark = pytest.mark.e2e

STACKS = {
    "local",
    "local.finance",
    "local.sales",
    "local.finance.reporting",
    "local.sales.invoices",
    "local.sales.orders",
}
ORDERS = "domains/sales/orders/product.yaml"
AGREEMENT = "domains/sales/orders/access/finance.reporting.yaml"
RETURNS = "domains/sales/returns/product.yaml"
NEW_PRODUCT = "description: Returns.\ntables: {returns: {columns: {return_id: string}}}\n"
ENTRY = ("update", "aws:s3/bucketObjectv2:BucketObjectv2::entry")


@pytest.fixture
def small(small_checkout):
    """The small mesh, up."""
    done = small_checkout.run("up")
    assert done.returncode == 0, done.stdout + done.stderr
    return small_checkout


def ran(document):
    """The stacks whose engine was started."""
    return {r["stack"] for r in document["results"] if r["status"] != "skipped"}


def changed(document, stack):
    (result,) = (r for r in document["results"] if r["stack"] == stack)
    return sorted((c["operation"], c["resource"]) for c in result["changed"])


def replaced(path, before, after):
    text = FILES[path.removeprefix("domains/")]
    assert before in text
    return text.replace(before, after)


def test_a_new_comment_changes_its_table_and_the_entry_alone(small):
    with small.edited(ORDERS, replaced(ORDERS, "Shop order number", "The order's number")):
        up = small.document("up")

    assert up["returncode"] == 0
    assert ran(up) == {"local.sales.orders"}
    assert changed(up, "local.sales.orders") == [
        ("update", "aws:glue/catalogTable:CatalogTable::orders"),
        ENTRY,
    ]


def test_days_for_old_versions_change_the_lifecycle_and_the_entry_alone(small):
    storage = FILES["sales/orders/product.yaml"] + "storage: {noncurrentDays: 7}\n"
    with small.edited(ORDERS, storage):
        up = small.document("up")

    assert up["returncode"] == 0
    assert ran(up) == {"local.sales.orders"}
    kind = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration"
    assert changed(up, "local.sales.orders") == [("update", f"{kind}::data"), ENTRY]


def test_a_new_product_touches_its_own_stack_and_its_domains(small):
    with small.edited(RETURNS, NEW_PRODUCT):
        up = small.document("up")
    orphaned = small.document("up")
    destroyed = small.document("destroy", "sales.returns")

    assert up["returncode"] == 0
    assert ran(up) == {"local.sales", "local.sales.returns"}
    assert {operation for operation, _ in changed(up, "local.sales")} == {"create"}
    assert orphaned["orphans"] == ["sales.returns"]
    assert (destroyed["returncode"], destroyed["orphans"]) == (0, [])


def test_a_preview_tells_what_up_then_does(small):
    with small.edited(ORDERS, replaced(ORDERS, "Shop order number", "Its number")):
        preview = small.document("preview")
        up = small.document("up")

    assert preview["changes"] == up["changes"] == 2
    assert changed(preview, "local.sales.orders") == changed(up, "local.sales.orders")


def test_a_plain_update_in_between_is_noticed(small):
    before = small.document("up")
    pulumi = "pulumi up --yes --skip-preview -s local.sales.orders"
    python = f'"{small.command()[0]}" -P -m meshwright env'
    plain = subprocess.run(
        ["sh", "-c", f'eval "$({python})" && exec {pulumi}'],
        cwd=small.root,
        env=small.variables,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    after = small.document("up")

    assert plain.returncode == 0, plain.stdout + plain.stderr
    assert not ran(before)
    assert ran(after) == {"local.sales.orders"}
    assert after["changes"] == 0


def test_a_failed_create_is_not_skipped_by_the_next_run(small):
    with small.edited(RETURNS, NEW_PRODUCT):
        with failing(small, "CreateDatabase"):
            failed = small.document("up")
        again = small.document("up")
    small.run("destroy", "sales.returns")

    assert failed["returncode"] == 1
    (result,) = (r for r in failed["results"] if r["status"] == "failed")
    assert result["stack"] == "local.sales.returns"
    (reason,) = (r for r in result["reasons"] if "made to fail" in r["message"])
    assert reason["resource"] == "aws:glue/catalogDatabase:CatalogDatabase::database"
    assert reason["spec"].startswith(f"{RETURNS}:")
    assert again["returncode"] == 0
    assert "local.sales.returns" in ran(again)


def test_a_failed_revoke_is_not_skipped_by_the_next_run(small):
    granted = grants(small)
    with small.edited(AGREEMENT, None):
        # The reader's input goes too: without its agreement it would be a finding.
        reporting = "domains/finance/reporting/product.yaml"
        with small.edited(reporting, replaced(reporting, "inputs: [sales.orders]\n", "")):
            with failing(small, "RevokePermissions"):
                failed = small.document("up")
            still = grants(small)
            again = small.document("up")
            revoked = grants(small)

    assert failed["returncode"] == 1
    assert still == granted
    assert again["returncode"] == 0
    assert "local.sales.orders" in ran(again)
    # On the table, and on its database, which nothing else opens to the reader.
    assert len(granted) - len(revoked) == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_the_whole_group_ends_the_run_cleanly(small, number):
    assert small.run("destroy", "sales").returncode == 0
    run = subprocess.Popen(
        small.command("up", "--json"),
        cwd=small.root,
        env=small.variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for_resources(small, "local.sales")
    os.killpg(run.pid, number)
    out, err = run.communicate(timeout=300)
    left = locks(small), pending(small), engines(small)
    again = small.document("up")

    assert run.returncode == 8, err
    assert "cancelled" in {r["status"] for r in json.loads(out)["results"]}
    assert left == ([], [], [])
    assert again["returncode"] == 0
    assert again["changes"] > 0


def test_two_runs_at_once_get_out_of_each_others_way(small):
    first = subprocess.Popen(
        small.command("up", "--no-skip"),
        cwd=small.root,
        env=small.variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    lock = small.root / ".mesh/run.lock"
    until = time.monotonic() + 60
    while not lock.read_text() and time.monotonic() < until:
        time.sleep(0.05)
    second = small.run("up")

    assert second.returncode == 1
    assert f"`./mesh up` runs here as process {first.pid} since " in second.stderr
    assert first.wait(300) == 0


def test_after_destruction_nothing_is_left_but_keys_that_wait_to_be_deleted(small):
    destroyed = small.document("destroy", "*")

    assert destroyed["returncode"] == 0
    assert {r["stack"] for r in destroyed["results"]} == STACKS
    assert {name: left for name, left in holdings(small).items() if left} == {}
    assert not list((small.root / ".mesh/local/state/.pulumi/stacks/mesh").glob("*.json"))
    assert not list((small.root / ".mesh/local/state/.pulumi/meshwright").glob("*"))


def grants(checkout):
    """What somebody was granted; who made a database or table has all rights by that alone."""
    found = checkout.client("lakeformation").list_permissions()["PrincipalResourcePermissions"]
    return sorted(
        json.dumps(grant, sort_keys=True, default=str)
        for grant in found
        if not grant["Principal"]["DataLakePrincipalIdentifier"].endswith(":user/administrator")
    )


def holdings(checkout):
    """All that is in the checkout's AWS and was not there at first."""
    kms, iam = checkout.client("kms"), checkout.client("iam")
    keys = [kms.describe_key(KeyId=k["KeyId"])["KeyMetadata"] for k in kms.list_keys()["Keys"]]
    lake = checkout.client("lakeformation")
    workgroups = checkout.client("athena").list_work_groups()["WorkGroups"]
    return {
        "buckets": checkout.client("s3").list_buckets()["Buckets"],
        # `default` is the account's, and stays: others may have come to rely on it.
        "databases": [
            database
            for database in checkout.client("glue").get_databases()["DatabaseList"]
            if database["Name"] != "default"
        ],
        "roles": iam.list_roles(PathPrefix="/mesh/")["Roles"],
        "policies": iam.list_policies(Scope="Local")["Policies"],
        "keys": [k for k in keys if k["KeyState"] != "PendingDeletion"],
        "aliases": [a for a in kms.list_aliases()["Aliases"] if "alias/mesh" in a["AliasName"]],
        "grants": grants(checkout),
        "locations": lake.list_resources()["ResourceInfoList"],
        "tags": lake.list_lf_tags()["LFTags"],
        "workgroups": [w for w in workgroups if w["Name"] != "primary"],
    }


def wait_for_resources(checkout, stack):
    """Waits until the engine has made something in a stack."""
    log = checkout.root / ".mesh/local/logs" / f"{stack}.log"
    until = time.monotonic() + 120
    while time.monotonic() < until:
        if (
            log.exists()
            and " created " in log.read_text().partition("providers:aws aws created")[2]
        ):
            return
        time.sleep(0.05)
    pytest.fail(f"{stack} never began")


def locks(checkout):
    return list((checkout.root / ".mesh/local/state/.pulumi/locks").rglob("*.json"))


def pending(checkout):
    """The operations that a checkpoint says were begun and not ended."""
    found = []
    for file in (checkout.root / ".mesh/local/state/.pulumi/stacks/mesh").glob("*.json"):
        latest = json.loads(file.read_text())["checkpoint"]["latest"]
        found += latest.get("pending_operations") or []
    return found


def engines(checkout):
    """Processes of this checkout that still run, but for its AWS."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            variables = (folder / "environ").read_bytes().split(b"\0")
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:
            continue
        if f"MESH_ROOT={checkout.root}".encode() in variables and "localaws.serve" not in words:
            found.append(words)
    return found


@contextmanager
def failing(checkout, operation) -> Iterator[None]:
    """While the block runs, one operation of the checkout's AWS is refused."""
    record = checkout.root / ".mesh/local/aws.json"
    before = record.read_text()
    aws = json.loads(before)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(urlsplit(aws["endpoint"]), operation))
    Thread(target=server.serve_forever, daemon=True).start()
    record.write_text(json.dumps(aws | {"endpoint": f"http://127.0.0.1:{server.server_port}"}))
    try:
        yield
    finally:
        record.write_text(before)
        server.shutdown()
        server.server_close()


def handler(aws, operation):
    """Passes everything on to an AWS, but for the operation that is to fail."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            target = self.headers.get("X-Amz-Target") or ""
            if operation in (target.rpartition(".")[2], self.path.strip("/")):
                fault = {"__type": "AccessDeniedException", "Message": "made to fail"}
                self.send(403, {"Content-Type": "application/json"}, json.dumps(fault).encode())
                return
            onward = HTTPConnection(aws.hostname, aws.port, timeout=300)
            url = f"http://{aws.netloc}{self.path}"
            headers = signed_anew(self.command, url, dict(self.headers), body)
            onward.request(self.command, self.path, body, headers)
            said = onward.getresponse()
            content = said.read()
            self.send(said.status, dict(said.headers), content)
            onward.close()

        def send(self, status, headers, content):
            self.send_response_only(status)
            for name, value in headers.items():
                if name.lower() not in ("transfer-encoding", "content-length", "connection"):
                    self.send_header(name, value)
            length = headers.get("Content-Length") if self.command == "HEAD" else None
            self.send_header("Content-Length", length or str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = answer  # noqa: N815 - named by the server

        def log_message(self, format, *args):  # noqa: A002 - named by the server
            pass

    return Handler
