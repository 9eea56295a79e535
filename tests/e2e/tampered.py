"""What has to come of tampering on the real engine: found, not adopted, put right or told."""

from collections.abc import Iterable
from typing import Any

from localaws.clients import local_session
from meshwright.loopback import kept_on
from tampering.way import Found, Way, from_document, unexplained
from tampering.ways import strangers

from checkouts import Checkout


def is_found_and_put_right(checkout: Checkout, ways: Iterable[Way], *when: str) -> None:
    """Tampers, and has it proved, brought up as ever, refreshed, and taken back by name."""
    ways, client = list(ways), clients(checkout)
    strangers(client)
    for way in ways:
        way.act(client)
    found = proved(checkout, *when)
    assert {way.name: way.missed(found) for way in ways if way.missed(found)} == {}
    assert unexplained(found, ways) == [], unexplained(found, ways)

    # An update as ever takes none of it for its own.
    checkout.document("up", "--no-skip", *when)
    still = proved(checkout, *when)
    assert set(still) <= set(found)
    assert [way.name for way in ways if way.theirs and way.missed(still)] == []

    # A refreshed one puts right what is the mesh's, and says of the rest whose it is.
    refreshed = checkout.document("up", "--refresh", *when)
    left = from_document(refreshed["access"]["differences"])
    # A stack that failed leaves the proof of what is of no product to a whole run.
    failed = [(r["stack"], r["reasons"]) for r in refreshed["results"] if r["status"] != "done"]
    assert failed == [], failed
    ours = [each for each in left if each[3]]
    assert ours == [], ours
    assert [way.name for way in ways if way.theirs and way.missed(left)] == []
    assert refreshed["returncode"] == (7 if left else 0), refreshed["results"]

    # What others gave goes where they are named, and the rest by a person's hand.
    named = [word for who in sorted({each[2] for each in left if each[2]}) for word in
             ("--revoke", who)]  # fmt: skip
    checkout.document("access", "prove", "--repair", *named, *when)
    for way in ways:
        if way.undo is not None and any(map(way.tells, proved(checkout, *when))):
            way.undo(client)
    assert proved(checkout, *when) == []


def proved(checkout: Checkout, *when: str) -> list[Found]:
    """The differences of a proof, whose exit code says whether there are any."""
    proof = checkout.document("access", "prove", *when)
    assert proof["returncode"] == (7 if proof["differences"] else 0)
    return from_document(proof["differences"])


def clients(checkout: Checkout) -> Any:
    """The checkout's AWS, whose address is asked for once."""
    made: dict[str, Any] = {}
    endpoint, session = checkout.endpoint, local_session("eu-central-1")
    session.events.register("before-send", kept_on(endpoint))

    def client(service: str) -> Any:
        if service not in made:
            made[service] = session.client(service, endpoint_url=endpoint)
        return made[service]

    return client
