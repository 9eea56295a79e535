"""Questions to AWS that may find no answer: a refusal or a lost connection ends in words."""

from collections.abc import Generator
from contextlib import contextmanager

from meshwright.errors import MeshError


@contextmanager
def answered(fault: str, *, fix: str) -> Generator[None]:
    """Around questions to AWS; raises MeshError, with what AWS said, where there is no answer."""
    # boto3 takes its time to import, and whoever gets here has it already.
    from botocore.exceptions import (  # pyright: ignore[reportMissingTypeStubs]
        BotoCoreError,
        ClientError,
    )

    try:
        yield
    except (ClientError, BotoCoreError) as error:
        raise MeshError(f"{fault}: {error}", fix=fix) from error
