"""A backend in an S3 bucket, or in what speaks S3; boto3 is imported with this module only."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3  # pyright: ignore[reportMissingTypeStubs]
from botocore.config import Config  # pyright: ignore[reportMissingTypeStubs]
from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
    BotoCoreError,
    ClientError,
)

from meshwright.deploy.store import (
    CHECKPOINT_SUFFIXES,
    LOCKS,
    RECORDS,
    STACKS,
    is_lock_of,
    stack_of_file,
)
from meshwright.errors import MeshError

ABSENT = frozenset({"404", "NoSuchKey"})


@dataclass(frozen=True, slots=True)
class S3Store:
    """An `s3://` backend; a stack's fingerprint is its checkpoint's ETag and version."""

    client: Any
    """boto3's S3 client, which threads may share."""
    bucket: str
    prefix: str

    @classmethod
    def at(cls, url: str) -> "S3Store":
        """The store of a URL such as `s3://bucket/prefix?region=eu-central-1`."""
        parts = urlsplit(url)
        prefix = parts.path.strip("/")
        return cls(_client(parts.query), parts.netloc, f"{prefix}/" if prefix else "")

    def stacks(self) -> frozenset[str]:
        names = (item["Key"].rpartition("/")[2] for item in self._list(STACKS))
        return frozenset(stack for name in names if (stack := stack_of_file(name)))

    def fingerprint(self, stack: str) -> str | None:
        wanted = {self.prefix + STACKS + stack + suffix for suffix in CHECKPOINT_SUFFIXES}
        found = [item for item in self._list(f"{STACKS}{stack}.json") if item["Key"] in wanted]
        if not found:
            return None
        newest = max(found, key=lambda item: item["LastModified"])
        # The ETag alone: a copy of the same bytes is the same state, whenever it was made.
        return hashlib.sha256(f"{newest['Key']} {newest['ETag']}".encode()).hexdigest()

    def read_record(self, stack: str) -> bytes | None:
        return self._read(f"{self.prefix}{RECORDS}{stack}.json")

    def write_record(self, stack: str, content: bytes) -> None:
        key = f"{self.prefix}{RECORDS}{stack}.json"
        self._call("put_object", Key=key, Body=content, ContentType="application/json")

    def delete_record(self, stack: str) -> None:
        self._call("delete_object", Key=f"{self.prefix}{RECORDS}{stack}.json")

    def release_lock(self, stack: str, *, host: str, pid: int) -> None:
        for item in self._list(f"{LOCKS}{stack}/"):
            content = self._read(item["Key"])
            if content is not None and is_lock_of(content, host=host, pid=pid):
                self._call("delete_object", Key=item["Key"])

    def _read(self, key: str) -> bytes | None:
        try:
            return self.client.get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except ClientError as error:
            response: Any = error.response  # pyright: ignore[reportUnknownMemberType]
            if response["Error"]["Code"] in ABSENT:
                return None
            raise self._failure(error) from error
        except BotoCoreError as error:
            raise self._failure(error) from error

    def _list(self, prefix: str) -> Iterator[Any]:
        pages = self.client.get_paginator("list_objects_v2")
        try:
            for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix + prefix):
                yield from page.get("Contents", ())
        except (ClientError, BotoCoreError) as error:
            raise self._failure(error) from error

    def _call(self, operation: str, **arguments: Any) -> None:
        try:
            getattr(self.client, operation)(Bucket=self.bucket, **arguments)
        except (ClientError, BotoCoreError) as error:
            raise self._failure(error) from error

    def _failure(self, error: Exception) -> MeshError:
        return MeshError(
            f"the backend s3://{self.bucket} cannot be used: {error}",
            fix="check the backend in the environment file, and the credentials of this shell",
        )


def _client(query: str) -> Any:
    """A client as the engine would make it from the same URL."""
    options = {name: values[-1] for name, values in parse_qs(query).items()}
    endpoint = options.get("endpoint")
    if endpoint and "://" not in endpoint:
        endpoint = f"{'http' if options.get('disableSSL') == 'true' else 'https'}://{endpoint}"
    # The engine's older and newer name of the same option.
    path_style = "true" in (options.get("s3ForcePathStyle"), options.get("use_path_style"))
    session: Any = boto3.Session(
        profile_name=options.get("profile"), region_name=options.get("region")
    )
    return session.client(
        "s3",
        endpoint_url=endpoint,
        config=Config(s3={"addressing_style": "path" if path_style else "auto"}),
    )
