"""What to say of a disk that is full or cannot be written."""

import errno
import re

FAULTS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "a file may not grow so large",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
}
ENGINES_WORDS = {
    "no space left on device": errno.ENOSPC,
    "disk quota exceeded": errno.EDQUOT,
    "file too large": errno.EFBIG,
    "read-only file system": errno.EROFS,
}
"""How the engine, a Go program, says the same; a denied permission may also be AWS's word."""
ENGINES_FAULT = re.compile(rf"(/\S+?)(?:\.[0-9a-f]+\.tmp)?: ({'|'.join(ENGINES_WORDS)})")
WHAT_NOW = "put that right and run it again: what was done is kept"


def is_disk_fault(error: OSError) -> bool:
    """Whether it is the disk, and nothing of ours."""
    return error.errno in FAULTS


def unwritable(error: OSError) -> str:
    """A fault of the disk, in one line."""
    what = FAULTS.get(error.errno or 0, error.strerror or str(error))
    return f"{error.filename}: {what}" if error.filename else what


def in_plain_words(message: str) -> str:
    """What the engine says of a fault of the disk, in one line; what else it says as it is."""
    found = ENGINES_FAULT.search(message)
    if found is None:
        return message
    path, words = found.groups()
    return f"{path}: {FAULTS[ENGINES_WORDS[words]]}\nfix: {WHAT_NOW}"
