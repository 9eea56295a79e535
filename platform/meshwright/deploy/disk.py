"""What to say of a disk that is full or cannot be written."""

import errno

FAULTS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "a file may not grow so large",
    errno.EROFS: "the file system is read-only",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
}
WHAT_NOW = "put that right and run it again: what was done is kept"


def is_disk_fault(error: OSError) -> bool:
    """Whether it is the disk, and nothing of ours."""
    return error.errno in FAULTS


def unwritable(error: OSError) -> str:
    """A fault of the disk, in one line."""
    what = FAULTS.get(error.errno or 0, error.strerror or str(error))
    return f"{error.filename}: {what}" if error.filename else what
