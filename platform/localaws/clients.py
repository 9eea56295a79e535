"""Sessions of boto3 for the local AWS, made of nothing that a person's home or shell holds.

No profile, no configuration file, no models of services but botocore's own. What the shell says is
kept out by `meshwright.surroundings`, which every command that speaks to the local AWS uses.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

KEY = "test"
"""The local AWS's access key and secret key: public, and worth nothing anywhere else."""


def local_session(region: str, access_key: str = KEY, secret_key: str = KEY) -> Any:
    """A session for the local AWS; a client of it needs an `endpoint_url`."""
    import boto3  # pyright: ignore[reportMissingTypeStubs] - 0.2 s to import

    return boto3.Session(
        region_name=region,
        aws_access_key_id=access_key,
        aws_secret_access_key=secret_key,
        botocore_session=plain_session(),
    )


def plain_session() -> Any:
    """A session of botocore that does not look for models below a home."""
    import botocore.session  # pyright: ignore[reportMissingTypeStubs]

    session: Any = botocore.session.Session()
    session.register_component("data_loader", _models())
    return session


@cache
def _models() -> Any:
    """Reads botocore's own models of services, each once for all sessions of a process."""
    from botocore.loaders import Loader  # pyright: ignore[reportMissingTypeStubs]

    own: Any = Loader(include_default_search_paths=False)
    own.search_paths.append(Loader.BUILTIN_DATA_PATH)
    return own


def load_models(services: Iterable[str]) -> None:
    """Reads what clients of some services will need; asks nothing of any of them."""
    session = plain_session()
    for service in services:
        session.create_client(
            service, region_name="us-east-1", aws_access_key_id=KEY, aws_secret_access_key=KEY
        )
