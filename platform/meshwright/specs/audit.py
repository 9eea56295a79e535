"""What an environment keeps of who did what: a trail that its foundation brings, or one that is
there already.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from meshwright.specs.adopted import BucketName
from meshwright.specs.frozen import Frozen

OWN, EXISTING = "own", "existing"
SHORTEST_DAYS = 90
"""What CloudTrail's event history keeps without any trail."""
TRAIL_PREFIX_PATTERN = r"^([A-Za-z0-9_=-][A-Za-z0-9_.=-]{0,199}/){0,9}AWSLogs(/o-[a-z0-9]{10,32})?$"
"""Nothing in it means more than itself in a policy or in a table's location.

Sources: CloudTrail user guide, "Finding your CloudTrail log files"; Organizations API reference,
"Organization", Id.
"""
READER_PATTERN = r"^arn:aws[a-z-]*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+$"

TrailPrefix = Annotated[
    str,
    StringConstraints(pattern=TRAIL_PREFIX_PATTERN),
    Field(examples=["AWSLogs", "AWSLogs/o-a1b2c3d4e5"]),
]
ReaderArn = Annotated[
    str,
    StringConstraints(pattern=READER_PATTERN),
    Field(examples=["arn:aws:iam::111122223333:role/trail-reader"]),
]


@dataclass(frozen=True, slots=True)
class ExistingTrail:
    """A trail that somebody else has: where its files are, and as whom they are read."""

    bucket: str
    prefix: str
    reader: str

    def folder(self, account: str) -> str:
        """The bucket and the folder in it that hold what was done in an account.

        Source: CloudTrail user guide, "Finding your CloudTrail log files".
        """
        return f"{self.bucket}/{self.prefix}/{account}/CloudTrail"


class Audit(Frozen):
    """The record of who did what in the account."""

    trail: Literal["own", "existing", "none"] = "none"
    """`own`: the foundation brings a trail of CloudTrail and the tables to ask it; `existing`: the
    tables alone, over a trail that there is; else `none`.
    """
    days: Annotated[int, Field(ge=SHORTEST_DAYS)] = 400
    """How many days the files of the mesh's own trail are kept."""
    bucket: BucketName | None = None
    """Of an existing trail: the bucket that it writes to, of whichever account."""
    prefix: TrailPrefix | None = None
    """Of an existing trail: what stands before the account's id in that bucket, such as `AWSLogs`,
    or of an organisation's `AWSLogs/<its id>`."""
    reader: ReaderArn | None = None
    """Of an existing trail: the role of this account as which Lake Formation reads its files."""
    formerly: Literal["own"] | None = None
    """Of an existing trail: `own` where the mesh had one before it, whose bucket is kept."""

    @property
    def is_own(self) -> bool:
        return self.trail == OWN

    @property
    def is_asked(self) -> bool:
        """Whether the foundation brings the tables that a trail is asked by."""
        return self.trail in (OWN, EXISTING)

    @property
    def has_bucket(self) -> bool:
        """Whether the mesh has a bucket of its own for a trail's files, of today or of before."""
        return self.is_own or self.formerly == OWN

    @property
    def existing(self) -> ExistingTrail | None:
        """The trail that there is already, where the file names all of it."""
        if self.trail != EXISTING or None in (self.bucket, self.prefix, self.reader):
            return None
        return ExistingTrail(self.bucket or "", self.prefix or "", self.reader or "")
