"""Stands in for `pulumi`: an event log, a checkpoint, a lock, and reactions to signals."""

import itertools
import json
import os
import pathlib
import signal
import socket
import sys
import time

arguments = sys.argv[1:]
orders, state = pathlib.Path(os.environ["FAKE_ORDERS"]), pathlib.Path(os.environ["FAKE_STATE"])
operation = arguments[1] if arguments[0] == "stack" else arguments[0]
flag = {"init": "init", "import": "--stack", "export": "--stack"}.get(operation, "-s")
address = arguments[arguments.index(flag) + 1]
stack = address.rpartition("/")[2]
is_preview = operation == "preview" or "--preview-only" in arguments
shown = "destroy-preview" if operation == "destroy" and is_preview else operation
with (orders / "calls").open("a") as calls:
    calls.write(f"{shown} {stack}\n")
if "MESH_PLAN" in os.environ:
    with (orders / "plans").open("a") as plans:
        digest, file = os.environ["MESH_PLAN"], os.environ["MESH_PLAN_FILE"]
        plans.write(f"{shown} {stack} {digest} {file}\n")
with (orders / "flags").open("a") as flags:
    flags.write(f"{shown} {' '.join(a for a in arguments if a.startswith('--'))}\n")
(orders / "parallel").write_text(os.environ.get("PULUMI_PARALLEL", ""))
file = orders / f"{stack}.order"
order = json.loads(file.read_text()) if file.exists() else {}
if operation not in order.get("only", operation):
    order = {}
checkpoint = state / ".pulumi/stacks/mesh" / f"{stack}.json"
checkpoint.parent.mkdir(parents=True, exist_ok=True)


def save(deployment):
    checkpoint.write_text(json.dumps({"version": 3, "checkpoint": {"latest": deployment}}))


if operation == "init":
    if order.get("init") == "fails":
        print("error: no credentials", file=sys.stderr)
        sys.exit(3)
    save({})
    sys.exit(0)
if operation == "export":
    latest = json.loads(checkpoint.read_text())["checkpoint"]["latest"]
    pathlib.Path(arguments[arguments.index("--file") + 1]).write_text(
        json.dumps({"version": 3, "deployment": latest})
    )
    sys.exit(3 if order.get("export") == "fails" else 0)
if operation == "import":
    file = pathlib.Path(arguments[arguments.index("--file") + 1])
    save(json.loads(file.read_text())["deployment"])
    sys.exit(0)
locked_out = orders / f"{stack}.locked-out"
tried = int(locked_out.read_text()) if locked_out.exists() else 0
if not is_preview and tried < order.get("locked_out", 0):
    # Two began at once: each saw the other's lock, and both have taken theirs away.
    locked_out.write_text(str(tried + 1))
    print("error: the stack is currently locked by 1 lock(s). Either wait", file=sys.stderr)
    sys.exit(255)
lock = state / ".pulumi/locks/organization/mesh" / stack / "1.json"
lock.parent.mkdir(parents=True, exist_ok=True)
if not is_preview:
    lock.write_text(json.dumps({"pid": os.getpid(), "hostname": socket.gethostname()}))
log = pathlib.Path(arguments[arguments.index("--event-log") + 1]).open("w", buffering=1)  # noqa: SIM115 - open to the end


def event(**content):
    log.write(json.dumps(content, separators=(",", ":")) + "\n")


def urn(kind, name):
    return f"urn:pulumi:{stack}::mesh::mesh:index:Product${kind}::{name}"


def step(op, kind, name, custom=True, said=None, **old):
    state = {"custom": custom}
    event(
        resOutputsEvent={
            "metadata": {
                "op": op,
                "urn": urn(kind, name),
                "type": kind,
                "new": state,
                "old": {"id": f"id-of-{name}", **old},
                "detailedDiff": {"tags.a": {}},
                **(said or {}),
            }
        }
    )


signals = []
signal.signal(signal.SIGINT, lambda *_: signals.append("INT"))
event(preludeEvent={"config": {}})
for op, kind, name, *said in order.get("steps", ()):
    step(op, kind, name, said=said[0] if said else None)
for op, kind, name, *old in order.get("losses", ()) if is_preview else ():
    step(op, kind, name, **dict.fromkeys(old, True))
if order.get("noise"):
    event(diagnosticEvent={"severity": "debug", "message": "noise"})
    step("same", "mesh:index:Table", "t", custom=False)
    step("update", "pulumi:providers:aws", "aws")
deadline = time.monotonic() + order.get("sleep", 0)
while time.monotonic() < deadline and len(signals) < order.get("deaf", 0) + 1:
    time.sleep(0.02)
if order.get("ignores"):
    time.sleep(60)
if order.get("dies") or order.get("dies_in") == operation:
    os.kill(os.getpid(), signal.SIGKILL)
for message, kind, name in order.get("errors", ()):
    if order.get("creating"):
        new = {"custom": True, "type": kind, "urn": urn(kind, name), "inputs": {"bucket": name}}
        failed = {"op": "create", "urn": urn(kind, name), "type": kind, "new": new}
        event(resOpFailedEvent={"metadata": failed})
    event(diagnosticEvent={"severity": "error", "message": message + "\n", "urn": urn(kind, name)})
deadline = time.monotonic() + order.get("hangs", 0)
while time.monotonic() < deadline and not signals:
    time.sleep(0.02)
if order.get("refusal"):
    event(
        policyEvent={
            "enforcementLevel": "mandatory",
            "policyPackName": "security",
            "policyName": "rules",
            "message": "rules\nS3-001 no\n",
            "resourceUrn": urn("aws:s3/bucket:Bucket", "data"),
        }
    )
if order.get("says"):
    print(order["says"])
code = 8 if signals else order.get("code", 0)
if is_preview and "preview_code" in order:
    code = order["preview_code"]
targets = [a for flag, a in itertools.pairwise(arguments) if flag == "--target"]
if operation == "destroy" and targets and code == 0:
    deployment = json.loads(checkpoint.read_text())["checkpoint"]["latest"]
    kept = [r for r in deployment["resources"] if r["urn"] not in targets]
    save({**deployment, "resources": kept})
elif operation == "refresh":
    deployment = json.loads(checkpoint.read_text())["checkpoint"]["latest"]
    kept = [r for r in deployment["resources"] if r["urn"] not in order.get("gone", ())]
    save({**deployment, "resources": kept})
elif not is_preview:
    made = {"resources": order["resources"]} if "resources" in order else {}
    save({"manifest": {"time": str(time.time_ns())}, "signals": signals, **made})
    if operation == "destroy" and code == 0:
        checkpoint.unlink()
event(summaryEvent={"result": "done"})
if order.get("leaves_lock") is None:
    lock.unlink(missing_ok=True)
sys.exit(code)
