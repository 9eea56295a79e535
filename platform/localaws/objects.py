"""S3 objects as a service of the local AWS reads and writes them: as who it acts for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote
from xml.etree import ElementTree

from localaws import inner
from localaws.inner import Asked, Caller, Reply

S3 = "s3"
NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"
MISSING = 404


class ObjectError(OSError):
    """S3 has refused, or has not what was asked for."""

    def __init__(self, reply: Reply, action: str, place: str) -> None:
        self.code, said = _error(reply)
        self.status = reply.status
        super().__init__(f"{said} (Service: Amazon S3; {action} on {place})")


@dataclass(frozen=True, slots=True)
class Listed:
    """An object in a listing."""

    key: str
    size: int
    age: float
    """Seconds since it was written."""
    written: datetime


@dataclass(frozen=True, slots=True)
class Objects:
    """The objects that somebody can reach."""

    caller: Caller

    def read(self, place: str) -> bytes:
        """An object's content. Raises FileNotFoundError where there is none, else ObjectError."""
        reply = self._ask("GET", place)
        if reply.status == MISSING:
            raise FileNotFoundError(place)
        return self._done(reply, "s3:GetObject", place).body

    def size(self, place: str) -> int | None:
        """How long an object is; None where there is none."""
        reply = self._ask("HEAD", place)
        if reply.status == MISSING:
            return None
        done = self._done(reply, "s3:GetObject", place)
        return int(done.headers.get("content-length", 0))

    def write(self, place: str, content: bytes) -> None:
        self._done(self._ask("PUT", place, content), "s3:PutObject", place)

    def delete(self, place: str) -> None:
        self._done(self._ask("DELETE", place), "s3:DeleteObject", place)

    def under(self, place: str) -> Iterator[Listed]:
        """All objects below a place such as `s3://bucket/orders/`, in the order of their keys."""
        bucket, prefix = split(place)
        more = ""
        while True:
            query = f"list-type=2&prefix={quote(prefix, safe='')}{more}"
            reply = inner.ask(self.caller, Asked(S3, "GET", f"/{bucket}", query))
            tree = ElementTree.fromstring(self._done(reply, "s3:ListBucket", place).body)  # noqa: S314 - our own answer
            for entry in tree.iter(f"{NAMESPACE}Contents"):
                written = datetime.fromisoformat(_text(entry, "LastModified"))
                age = (datetime.now(UTC) - written).total_seconds()
                yield Listed(_text(entry, "Key"), int(_text(entry, "Size")), age, written)
            token = tree.findtext(f"{NAMESPACE}NextContinuationToken")
            if not token:
                return
            more = f"&continuation-token={quote(token, safe='')}"

    def _ask(self, method: str, place: str, content: bytes = b"") -> Reply:
        bucket, key = split(place)
        return inner.ask(self.caller, Asked(S3, method, f"/{bucket}/{key}", body=content))

    def _done(self, reply: Reply, action: str, place: str) -> Reply:
        if not reply.is_done:
            raise ObjectError(reply, action, place)
        return reply


def split(place: str) -> tuple[str, str]:
    """Bucket and key of `s3://bucket/key`."""
    bucket, _, key = place.partition("://")[2].partition("/")
    return bucket, key


def _text(entry: ElementTree.Element, name: str) -> str:
    return entry.findtext(f"{NAMESPACE}{name}") or ""


def _error(reply: Reply) -> tuple[str, str]:
    try:
        tree = ElementTree.fromstring(reply.body)  # noqa: S314 - our own answer
    except ElementTree.ParseError:
        # A HEAD has no body.
        return str(reply.status), "Access Denied" if reply.status == 403 else str(reply.status)
    return tree.findtext("Code") or "", tree.findtext("Message") or ""
