"""The version that a product has to have after a change, as semver.org 2.0.0 says."""

from meshwright.contracts.changes import Level

Version = tuple[int, int, int]


def parsed(version: str) -> Version:
    """The three numbers of a version that a spec has."""
    major, minor, patch = map(int, version.split("."))
    return major, minor, patch


def least(before: str, level: Level) -> str:
    """The lowest version that says what has changed since another; 0.x is no exception."""
    major, minor, _ = parsed(before)
    return f"{major + 1}.0.0" if level is Level.BREAKING else f"{major}.{minor + 1}.0"


def says(before: str, after: str, level: Level) -> bool:
    """Whether a version tells of a change since another."""
    return parsed(after) >= parsed(least(before, level))
