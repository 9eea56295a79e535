"""Where the state of `local` lies: in a folder of the checkout, or in a bucket of its own AWS.

Both end with the local AWS. A bucket is for checkouts that share one AWS, as the jobs of a CI share
an account, and for seeing an `s3://` backend at work.
"""

from urllib.parse import urlencode, urlsplit

from localaws.clients import local_session
from meshwright.backend.file_urls import url_of
from meshwright.local_instance import LocalAws
from meshwright.runner.cloud import or_none
from meshwright.runner.state.store import StateStore, open_store
from meshwright.specs.environment import Environment
from meshwright.workspace import Workspace


def local_url(workspace: Workspace, environment: Environment, local: LocalAws | None) -> str:
    """Where the state lies; a bucket that has no AWS to be in is named as the file names it."""
    named = environment.spec.backend or ""
    if not _is_bucket(named):
        return url_of(workspace.local_state)
    return _reached(named, local) if local is not None else named


def open_local(
    workspace: Workspace,
    environment: Environment,
    local: LocalAws | None,
    *,
    seconds: float | None = None,
) -> StateStore | None:
    """The store of the state; None where it is a bucket of an AWS that does not run."""
    url = local_url(workspace, environment, local)
    return None if _is_bucket(url) and local is None else store_at(url, local, seconds=seconds)


def store_at(url: str, local: LocalAws | None, *, seconds: float | None = None) -> StateStore:
    """The store behind a URL, of the local AWS where there is one; else of this shell's."""
    if local is None or not _is_bucket(url):
        return open_store(url, seconds=seconds)
    return open_store(url, session=local_session(local.region), seconds=seconds)


def make_bucket(environment: Environment, local: LocalAws) -> None:
    """The bucket that the environment's file names for the state, where it is not there yet."""
    named = environment.spec.backend or ""
    if not _is_bucket(named):
        return
    client = local_session(local.region).client("s3", endpoint_url=local.endpoint)
    place = {"LocationConstraint": local.region}
    or_none(
        client.create_bucket,
        "BucketAlreadyOwnedByYou",
        Bucket=urlsplit(named).netloc,
        CreateBucketConfiguration=place,
    )


def _is_bucket(url: str) -> bool:
    return urlsplit(url).scheme == "s3"


def _reached(named: str, local: LocalAws) -> str:
    # By its path: a name below an address leads nowhere.
    how = {"endpoint": local.endpoint, "region": local.region, "s3ForcePathStyle": "true"}
    return urlsplit(named)._replace(query=urlencode(how)).geturl()
