"""Files of every kind on their way into tables: each row once, and what does not fit is kept."""

import io
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from meshwright.ingest import delivery, fingerprint

from verbs.ledger import HEADER, Ledger
from verbs.shop import FEEDS, ORDERS, ROOT, SECONDS, Shop, until

QUOTED = '"C-6\nx",1.00,2026-01-01\n'
GOOD = "{},1.25,2026-01-01\n"
DAMAGED = {
    # The first one alone has more rejects than may be, whenever its event starts a run.
    "quoted.csv": (f"{HEADER}\n{GOOD.format('C-5')}{QUOTED * 3}", "has no value"),
    "half.csv": (f"{HEADER}\n{GOOD.format('C-1')}C-2,1.00", "ordered_on has no value"),
    "other.csv": ("id,amount,day\nC-3,1.00,2026-01-01\n", "no line of the file names its columns"),
    "latin.csv": (f"{HEADER}\n{GOOD.format('C-4')}C-\xe9,1.00,2026-01-01\n", "is not UTF-8"),
}
"""By name, what is wrong with a file, and why its rows are refused."""
STOPPED = """
import time
from meshwright.ingest import delivery, fingerprint
from meshwright.cli.app import run
fingerprint.PART = {part}
whole = delivery.in_parts

def halting(path):
    for part in whole(path):
        yield part
        time.sleep(3600)

delivery.in_parts = halting
run({words})
"""
PART = 5 << 20
"""The least that S3 takes as a part."""


def test_a_file_that_is_sent_again_or_under_another_name_changes_nothing(
    shop: Shop, ledger: Ledger
) -> None:
    file = Path(ledger.next_file())
    renamed = shop.file("renamed.csv", file.read_bytes())

    states = [
        shop.mesh("ingest", ORDERS, str(each), "--json").document["files"][0]["state"]
        for each in (file, file, renamed)
    ]
    shop.put(ORDERS, "orders/by-hand.csv", file.read_bytes())
    done = shop.mesh("run")

    assert states == ["sent", "landed before", "landed before"]
    assert done.code == 0, done.err
    ledger.check("a file again")


def test_a_damaged_file_is_refused_before_it_is_sent(shop: Shop, ledger: Ledger) -> None:
    files = [shop.file(name, text.encode("latin-1")) for name, (text, _) in DAMAGED.items()]

    sent = shop.mesh("ingest", ORDERS, *files, "--json")

    assert sent.code == 1
    assert {file["state"] for file in sent.document["files"]} == {"refused"}
    ledger.check("damaged files")


@pytest.mark.usefixtures("ledger")
def test_what_does_not_fit_of_files_that_land_by_themselves_is_kept_and_counted(
    shop: Shop,
) -> None:
    before = shop.rows("select count(*) from sales__orders.orders")
    for name, (text, _) in DAMAGED.items():
        shop.put(ORDERS, f"orders/{name}", text.encode("latin-1"))

    refused = shop.mesh("run", ORDERS)
    rejects = shop.rows("select file, reason, lines from sales__orders.orders__rejects")

    assert refused.code == 1
    assert "mesh.TooManyRejects" in refused.err
    assert "orders: 9 of " in refused.err
    assert shop.rows("select count(*) from sales__orders.orders") == before
    assert sum(int(lines or 0) for _, _, lines in rejects) == 9
    for name, (_, reason) in DAMAGED.items():
        assert [why for file, why, _ in rejects if name in str(file) and reason in str(why)], name
    for name in DAMAGED:
        shop.take_away(ORDERS, f"orders/{name}")
    assert shop.mesh("run").code == 0
    assert shop.rows("select * from sales__orders.orders__rejects") == []


def test_good_rows_come_in_beside_few_that_are_refused(shop: Shop, ledger: Ledger) -> None:
    key, amount, day = ledger.orders[0]
    shop.put(ORDERS, "orders/few.csv", f"{HEADER}\n{key},{amount},{day}\nC-9,x,{day}\n".encode())

    done = shop.mesh("run", ORDERS)
    rejects = shop.rows("select reason, line from sales__orders.orders__rejects")

    assert done.code == 0, done.err
    assert shop.taken(ORDERS, "orders")["rejected"] == 1
    ledger.rejects += 1
    assert rejects == [["amount is no decimal(10,2)", f"C-9,x,{day}"]]
    shop.take_away(ORDERS, "orders/few.csv")
    assert shop.mesh("run").code == 0


def test_json_lands_line_by_line(shop: Shop) -> None:
    lines = '{"visit_id": "a", "seconds": 3}\n{"seconds": 4, "visit_id": "b"}\n{"visit_id": "c", \n'
    words = ("ingest", f"{FEEDS}.visits", shop.file("visits.jsonl", f"{lines}{{}}\n"[:-3]))

    first = shop.mesh(*words)
    again = shop.mesh(*words)

    assert (first.code, again.code) == (0, 0), first.err
    told = shop.taken(FEEDS, "visits")
    assert [told[what] for what in ("changed", "rejected")] == [2, 1]
    assert "rows, no new files" in again.err
    rows = shop.rows("select * from sales__feeds.visits where length(visit_id) = 1 order by 1")
    assert rows == [["a", "3"], ["b", "4"]]
    assert len(shop.rows("select * from sales__feeds.visits__rejects")) == 1


def test_the_last_of_parquet_files_takes_the_place_of_all_rows(shop: Shop) -> None:
    contents = [_boxes([1, 2]), _boxes([2, 3])]
    for number, content in enumerate(contents):
        file = shop.file(f"boxes-{number}.parquet", content)
        done = shop.mesh("ingest", f"{FEEDS}.boxes", file)
        assert done.code == 0, done.err
    torn = shop.file("torn.parquet", contents[1][:-3])

    refused = shop.mesh("ingest", f"{FEEDS}.boxes", torn)
    idle = shop.mesh("run", FEEDS)

    assert refused.code == 1
    assert "boxes 2 rows, no new files" in idle.err
    assert shop.rows("select * from sales__feeds.boxes order by 1") == [["2", "1.0"], ["3", "1.5"]]


def _boxes(keys: list[int]) -> bytes:
    content = io.BytesIO()
    pq.write_table(pa.table({"box_id": keys, "weight": [key / 2 for key in keys]}), content)
    return content.getvalue()


def test_a_query_makes_other_rows_of_what_landed(shop: Shop) -> None:
    file = shop.file("lines.csv", 'code,text\nx,"one, two three"\ny,four\n')

    done = shop.mesh("ingest", f"{FEEDS}.lines", file)

    assert done.code == 0, done.err
    assert shop.rows("select * from sales__feeds.lines order by 1") == [["x", "3"], ["y", "1"]]


def test_a_delivery_that_is_killed_is_gone_on_with(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The parts that S3 has are not sent again, and the file is there once."""
    text = "".join(f"long-{n},{'w ' * (1 << 19)}\n" for n in range(12))
    words = ["ingest", f"{FEEDS}.lines", shop.file("long.csv", f"code,text\n{text}")]
    parts = _parts(shop)
    killed = subprocess.Popen(
        [sys.executable, "-c", STOPPED.format(part=PART, words=words)],
        env=shop.checkout.variables,
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    until(lambda: next(iter(_parts(shop)), None))
    killed.kill()
    killed.wait(SECONDS)
    sent: list[int] = []
    same = delivery._same  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(fingerprint, "PART", PART)
    monkeypatch.setattr(
        delivery, "_same", lambda body, known, index: sent.append(index) or same(body, known, index)
    )

    done = shop.mesh(*words)

    assert parts == []
    assert done.code == 0, done.err
    assert sent == [1, 2]
    assert _parts(shop) == []
    found = shop.rows("select count(*), min(words) from sales__feeds.lines where words > 9")
    assert found == [["12", str((1 << 19) + 1)]]


def _parts(shop: Shop) -> list[int]:
    """The sizes of what was sent of files that are not whole."""
    s3, bucket = shop.client("s3"), shop.landing(FEEDS)
    uploads = s3.list_multipart_uploads(Bucket=bucket).get("Uploads", ())
    listed = [
        s3.list_parts(Bucket=bucket, Key=each["Key"], UploadId=each["UploadId"]).get("Parts", ())
        for each in uploads
    ]
    return [part["Size"] for parts in listed for part in parts]
