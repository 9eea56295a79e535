"""Files sent to where they land: each content once, in parts where it is large, and resumable.

An object is named for its content and written only where it is not there, so a file that is sent
again, under whatever name, changes nothing, and a killed delivery is begun again by the same
command: parts that S3 has already are not sent twice.

Sources: Amazon S3 user guide, "Conditional writes" (If-None-Match), "Checking object integrity"
(S3 refuses a body that differs from its checksum), "Multipart upload overview".
"""

import hashlib
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from meshwright.errors import MeshError
from meshwright.ingest.fingerprint import Fingerprint, changed, fingerprint, in_parts
from meshwright.ingest.landing import Landing
from meshwright.ingest.soundness import UnsoundError
from meshwright.runner.cloud import Cloud, error_code, or_none

UNSEEN = ("404", "NoSuchKey", "403", "AccessDenied")
"""Answers to who asks for what is not there, or may write and not look."""
IS_THERE = ("PreconditionFailed", "ConditionalRequestConflict")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file."""

    file: Path
    key: str = ""
    """The object that holds its content; empty where it was not sent."""
    size: int = 0
    landed: datetime | None = None
    """When it began to be sent; None where its content had landed before."""
    because: str = ""
    """Why it was refused."""
    fix: str = ""

    @property
    def has_landed(self) -> bool:
        return bool(self.key)

    @property
    def is_new(self) -> bool:
        """Whether it was sent now."""
        return self.landed is not None


class Reporter(Protocol):
    """Who is told as files go."""

    def began(self, file: Path, size: int) -> None:
        """A file is read, and then sent where it has not landed yet."""
        ...

    def sent(self, size: int) -> None:
        """So many bytes of it are done."""
        ...

    def ended(self, outcome: Outcome) -> None:
        """It has landed, or is refused."""
        ...


def deliver(
    cloud: Cloud, landing: Landing, files: Sequence[Path], reporter: Reporter
) -> Iterator[Outcome]:
    """Sends files one after the other. Raises MeshError where AWS refuses to take any."""
    for file in files:
        reporter.began(file, file.stat().st_size)
        outcome = _outcome(cloud, landing, file, reporter.sent)
        reporter.ended(outcome)
        yield outcome


def _outcome(cloud: Cloud, landing: Landing, file: Path, sent: Callable[[int], None]) -> Outcome:
    try:
        known = fingerprint(file, landing.format, landing.columns)
        key = landing.key(known.sha256)
        target = Target(cloud.client("s3"), landing.bucket, key, file)
        return Outcome(file, key, known.size, _send(target, known, sent))
    except UnsoundError as error:
        return Outcome(file, because=str(error), fix=error.fix)
    except (ClientError, BotoCoreError) as error:
        raise _told(landing, cloud, error) from error


@dataclass(frozen=True, slots=True)
class Target:
    """One object to be."""

    s3: Any
    bucket: str
    key: str
    file: Path

    @property
    def at(self) -> dict[str, str]:
        return {"Bucket": self.bucket, "Key": self.key}


def _send(target: Target, known: Fingerprint, sent: Callable[[int], None]) -> datetime | None:
    """When the content began to be sent; None where it was there."""
    if or_none(target.s3.head_object, *UNSEEN, **target.at) is not None:
        return None
    begun = datetime.now(UTC)
    try:
        (_in_one if len(known.parts) == 1 else _in_parts)(target, known, sent)
    except ClientError as error:
        if error_code(error) in IS_THERE:
            return None
        raise
    return begun


def _in_one(target: Target, known: Fingerprint, sent: Callable[[int], None]) -> None:
    body = next(in_parts(target.file))
    target.s3.put_object(
        **target.at,
        Body=_same(body, known, 0),
        ChecksumSHA256=_base64(known.parts[0]),
        IfNoneMatch="*",
        Metadata=_metadata(target.file),
    )
    sent(len(body))


def _in_parts(target: Target, known: Fingerprint, sent: Callable[[int], None]) -> None:
    upload = _begun(target) or _begin(target)
    there = _parts_there(target, upload)
    listed: list[dict[str, Any]] = []
    for index, body in enumerate(in_parts(target.file)):
        number, checksum = index + 1, _base64(known.parts[index])
        tag = there.get((number, len(body)))
        if tag is None:
            answer = target.s3.upload_part(
                **target.at,
                UploadId=upload,
                PartNumber=number,
                Body=_same(body, known, index),
                ChecksumSHA256=checksum,
            )
            tag = answer["ETag"]
        listed.append({"PartNumber": number, "ETag": tag, "ChecksumSHA256": checksum})
        sent(len(body))
    target.s3.complete_multipart_upload(
        **target.at, UploadId=upload, MultipartUpload={"Parts": listed}, IfNoneMatch="*"
    )


def _same(body: bytes, known: Fingerprint, index: int) -> bytes:
    """What was read before, or an error where the file has changed since."""
    if hashlib.sha256(body).digest() != known.parts[index]:
        raise changed()
    return body


def _begun(target: Target) -> str | None:
    """The upload of this very content that was broken off last."""
    call = target.s3.list_multipart_uploads
    answer: Any = or_none(call, *UNSEEN, Bucket=target.bucket, Prefix=target.key) or {}
    found: list[Any] = [each for each in answer.get("Uploads", ()) if each["Key"] == target.key]
    found.sort(key=itemgetter("Initiated"))
    return found[-1]["UploadId"] if found else None


def _begin(target: Target) -> str:
    answer = target.s3.create_multipart_upload(
        **target.at, ChecksumAlgorithm="SHA256", Metadata=_metadata(target.file)
    )
    return str(answer["UploadId"])


def _parts_there(target: Target, upload: str) -> dict[tuple[int, int], str]:
    """The parts that S3 has, by number and size; their content is that of the name."""
    pages = target.s3.get_paginator("list_parts").paginate(**target.at, UploadId=upload)
    parts = (part for page in pages for part in page.get("Parts", ()))
    return {(part["PartNumber"], part["Size"]): part["ETag"] for part in parts}


def _metadata(file: Path) -> dict[str, str]:
    """What the file was called, for who looks for the source of a rejected row."""
    return {"name": quote(file.name)}


def _base64(digest: bytes) -> str:
    return b64encode(digest).decode("ascii")


def _told(landing: Landing, cloud: Cloud, error: ClientError | BotoCoreError) -> MeshError:
    environment = cloud.environment
    at = "" if environment.is_local else f" --env {environment.name}"
    if isinstance(error, ClientError) and error_code(error) == "NoSuchBucket":
        return MeshError(
            f"{landing.product} has no landing bucket in {environment.name}",
            fix=f"mesh up {landing.product}{at}",
        )
    return MeshError(
        f"AWS refuses files for {landing.id}: {error}",
        fix=f"let `landing` of platform/environments/{environment.name}.yaml name who sends them",
    )
