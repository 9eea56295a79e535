"""What an account says against its environment file, as values."""

import pytest

from meshwright.checks.account import (
    LakeSettings,
    default_database_open,
    open_by_default,
    version_lowered,
    would_be_removed,
)

from meshes import environment

DEPLOYER = "arn:aws:iam::111122223333:role/mesh-deployer"
OTHER = "arn:aws:iam::111122223333:role/lake-admin"
EVERYONE = "IAM_ALLOWED_PRINCIPALS"


def test_a_fresh_account_loses_nothing():
    fresh = LakeSettings(defaults=(EVERYONE,))

    assert list(would_be_removed(environment(), fresh)) == []
    assert list(open_by_default(environment(), fresh)) == []
    assert list(version_lowered(environment(), fresh)) == []
    assert list(default_database_open(environment(), ())) == []


@pytest.mark.parametrize(
    ("found", "where", "fix"),
    [
        (LakeSettings(administrators=(DEPLOYER, OTHER)), "administrators", "add it under admin"),
        (LakeSettings(auditors=(OTHER,)), "auditors", "add it under auditors"),
        (LakeSettings(resource_owners=("1",)), "adopted.trustedResourceOwners", "add it under"),
        (
            LakeSettings(filtering_accounts=("1",)),
            "adopted.externalDataFilteringAllowList",
            "add it under",
        ),
        (LakeSettings(session_tags=("x",)), "adopted.authorizedSessionTagValues", "add it under"),
        (LakeSettings(defaults=(EVERYONE, OTHER)), "accountSettings", "take it away in the"),
        (
            LakeSettings(outside_engines=("AllowExternalDataFiltering",)),
            "accountSettings",
            "take it away in the account if nobody needs it",
        ),
    ],
)
def test_each_thing_that_would_be_removed_is_named_with_its_place_in_the_file(found, where, fix):
    (finding,) = would_be_removed(environment(), found)

    assert (finding.code, finding.where, finding.subject) == ("CHK051", where, "dev")
    assert finding.fix.startswith(fix)


def test_an_administrator_is_not_found_among_the_auditors():
    listed = environment(auditors=[OTHER])

    assert len(list(would_be_removed(listed, LakeSettings(administrators=(OTHER,))))) == 1
    assert list(would_be_removed(listed, LakeSettings(auditors=(OTHER,)))) == []


def test_every_unlisted_thing_is_told_at_once():
    found = LakeSettings(administrators=("a", "b"), auditors=("c",), session_tags=("d", "e"))

    assert len(list(would_be_removed(environment(), found))) == 5


def test_a_lake_that_is_open_is_refused_only_where_somebody_else_keeps_it_so():
    (finding,) = open_by_default(
        environment(accountSettings=False), LakeSettings(defaults=(EVERYONE,))
    )

    assert finding.code == "CHK050"
    assert finding.message.endswith(f"to {EVERYONE}")
    assert list(open_by_default(environment(accountSettings=False), LakeSettings())) == []


@pytest.mark.parametrize(
    ("has", "asked", "count"), [(1, 4, 0), (3, 4, 0), (4, 4, 0), (5, 4, 1), (4, 5, 0), (5, 5, 0)]
)
def test_a_version_is_raised_and_never_lowered(has, asked, count):
    listed = environment(crossAccountVersion=asked)

    assert len(list(version_lowered(listed, LakeSettings(version=has)))) == count


def test_what_everybody_may_do_with_default_is_told_with_the_call_that_ends_it():
    (finding,) = default_database_open(environment(), ("ALL", "CREATE_TABLE"))

    assert finding.code == "CHK053"
    assert "has ALL, CREATE_TABLE on the database default" in finding.message
    assert "aws lakeformation revoke-permissions" in finding.fix
