"""What Lake Formation and the catalog of an account say to the mesh, before it changes anything.

They are the questions that `mesh up` asks before its first change, and the answers are the same.
"""

from collections.abc import Iterator

from meshwright.checks import account as questions
from meshwright.checks import codes
from meshwright.checks.account import DEFAULT_DATABASE, EVERYONE, LakeSettings
from meshwright.errors import Finding
from meshwright.operations.doctor.questions import Verdict, fails, ok, warning
from meshwright.runner.account import lake
from meshwright.runner.account.account import against_settings, asking, holds_settings
from meshwright.runner.account.settings import read_settings
from meshwright.runner.cloud import Cloud
from meshwright.runner.state.checkpoint import Checkpoint
from meshwright.specs.environment import Environment

DEFAULTS, LISTED, VERSION = "account settings", "listed settings", "sharing version"
DEFAULT = f"database {DEFAULT_DATABASE}"
SUBJECTS = {
    codes.OPEN_LAKE.id: DEFAULTS,
    codes.UNLISTED_SETTING.id: LISTED,
    codes.VERSION_LOWERED.id: VERSION,
    codes.DEFAULT_OPEN.id: DEFAULT,
}


def lake_formation(cloud: Cloud, foundation: Checkpoint | None) -> Iterator[Verdict]:
    """Who administers Lake Formation, what a first `up` would change, and what stands against it.

    `foundation` is the state of the foundation; None before the first `up`.
    """
    environment = cloud.environment
    with asking():
        found = read_settings(cloud)
        yield _administrators(environment, found)
        against = tuple(map(_against, against_settings(environment, found, foundation)))
        told = {verdict.subject for verdict in against}
        yield from against
        yield from (v for v in _in_order(environment, found, foundation) if v.subject not in told)
        yield from _default(cloud, found)


def _against(finding: Finding) -> Verdict:
    return fails(SUBJECTS[finding.code], f"{finding.message} ({finding.code})", finding.fix)


def _administrators(environment: Environment, found: LakeSettings) -> Verdict:
    deployer = environment.spec.deployer
    if deployer in found.administrators:
        return ok("administrators", f"{deployer} is a Lake Formation administrator")
    text = f"{deployer} is not a Lake Formation administrator"
    if environment.spec.account_settings:
        return warning("administrators", text, "`mesh up` of the foundation makes it one")
    fix = "let the account's owner make it one: accountSettings is false, so nobody else will"
    return fails("administrators", text, fix)


def _in_order(
    environment: Environment, found: LakeSettings, foundation: Checkpoint | None
) -> Iterator[Verdict]:
    """What is said of each part of the settings where nothing stands against it."""
    managed = environment.spec.account_settings
    if found.defaults:
        text = f"new databases and tables are open to {', '.join(found.defaults)}"
        fix = "`mesh up` of the foundation closes them; what exists keeps what it has"
        yield warning(DEFAULTS, text, fix)
    else:
        yield ok(DEFAULTS, "new databases and tables are open to nobody")
    if not managed:
        yield ok(LISTED, "somebody else's: accountSettings is false")
    elif holds_settings(foundation):
        yield ok(LISTED, "the mesh's, since its first `mesh up`")
    else:
        yield ok(LISTED, "the first `mesh up` removes nothing that the file does not list")
    yield ok(VERSION, _version(found, environment, managed=managed))


def _version(found: LakeSettings, environment: Environment, *, managed: bool) -> str:
    asked = environment.spec.cross_account_version
    if managed and asked != found.version:
        return f"{found.version}, `mesh up` makes it {asked}"
    return str(found.version)


def _default(cloud: Cloud, found: LakeSettings) -> Iterator[Verdict]:
    """The database that Athena asks for in each query.

    Who is no administrator is listed only the rights that it has itself.
    Source: AWS Lake Formation API reference, "ListPermissions".
    """
    if not lake.has_default_database(cloud):
        yield ok(DEFAULT, "not there: `mesh up` of the foundation makes it")
        return
    rights = lake.rights_on_default(cloud)
    against = tuple(questions.default_database_open(cloud.environment, rights))
    if against:
        yield from map(_against, against)
    elif cloud.environment.spec.deployer in found.administrators:
        yield ok(DEFAULT, f"there, and {EVERYONE} has nothing on it")
    else:
        text = "there; what others have on it is shown to Lake Formation's administrators alone"
        yield warning(DEFAULT, text, "make the deployer an administrator, then ask again")
