"""Two environments of the same specs: what their files say otherwise, names put aside."""

from meshwright.gate.against import compared, in_place_of
from meshwright.governance.organisation import NOBODY
from meshwright.plan.difference import Fate, Operation

from meshes import TODAY, environment

ELSEWHERE = "444455556666"
DEPLOYER = f"arn:aws:iam::{ELSEWHERE}:role/acme/deployer"
READER = "arn:aws:iam::{0}:role/acme/analysts"


def dev(**changes):
    return environment("dev", **changes)


def prod(**changes):
    """Another account, another region, another deployer, another partition's kind of names."""
    own = {
        "account": ELSEWHERE,
        "region": "us-east-1",
        "backend": "s3://elsewhere",
        "deployer": DEPLOYER,
        "administrators": [DEPLOYER],
    }
    return environment("prod", **own, **changes)


def differences(mesh, ours, theirs):
    return compared(mesh, ours, theirs, as_of=TODAY, organisation=NOBODY)


def names(found):
    return {each.name: (each.ours, each.theirs) for each in found}


def test_environments_that_differ_by_nature_alone_are_alike(mesh_of):
    found = differences(mesh_of(), dev(), prod())

    assert found.is_alike


def test_principals_are_compared_without_their_accounts(mesh_of):
    ours = dev(assume={"sales": {"reader": [READER.format("111122223333")]}})
    theirs = prod(assume={"sales": {"reader": [READER.format(ELSEWHERE)]}})

    assert differences(mesh_of(), ours, theirs).is_alike
    assert differences(mesh_of(), theirs, ours).is_alike


def test_a_setting_is_told_with_what_comes_of_it(mesh_of):
    trust = {"sales": {"reader": [READER.format(ELSEWHERE)]}}
    found = differences(mesh_of(), dev(keepData=False), prod(assume=trust))

    assert names(found.settings) == {
        "assume.sales.reader": (None, [READER.format(ELSEWHERE)]),
        "assume.sales.runtime.principals": (None, []),
        "assume.sales.runtime.services": (None, []),
        "keepData": (False, True),
    }
    (sales,) = found.stacks
    assert (sales.id.subject, sales.fate) == ("sales", Fate.CHANGED)
    (role,) = sales.changes
    assert (role.key.name, role.operation, role.properties) == (
        "reader",
        Operation.UPDATE,
        ("assumeRolePolicy",),
    )


def test_what_only_one_of_them_has_is_told(mesh_of):
    found = differences(mesh_of(), dev(accountSettings=False), prod())
    (foundation,) = found.stacks

    assert foundation.id.subject == ""
    assert {change.operation for change in foundation.changes} == {Operation.DELETE}


def test_rules_are_compared_as_they_stand(mesh_of):
    wishes = {"rules": {"GOV-007": {"level": "mandatory"}}}
    found = differences(mesh_of(), dev(), prod(governance=wishes))

    assert names(found.rules) == {"GOV-007 level": ("advisory", "mandatory")}
    assert found.settings == found.stacks == ()


def test_a_text_that_holds_an_environments_name_is_no_difference(mesh_of):
    changes = {
        "sales/invoices/product.yaml": "description: Not in dev, in eu-central-1.\n"
        "tables: {invoices: {columns: {invoice_id: string}}}\n"
    }

    assert differences(mesh_of(changes), dev(), prod()).is_alike


def test_the_place_of_another_is_taken_with_its_name():
    moved = in_place_of(dev(quotas={"buckets": 7}), prod())

    assert (moved.name, moved.spec.account, moved.spec.region) == ("prod", ELSEWHERE, "us-east-1")
    assert (moved.spec.administrators, moved.spec.deployer) == ((DEPLOYER,), DEPLOYER)
    assert moved.spec.quotas == {"buckets": 7}


DRAFT = "description: A try.\nstatus: draft\ntables: {tries: {columns: {try_id: string}}}\n"


def test_a_product_that_only_one_of_them_has_is_told_as_such(mesh_of):
    mesh = mesh_of({"sales/tries/product.yaml": DRAFT})
    here = differences(mesh, dev(drafts=True), prod())
    there = differences(mesh, dev(), prod(drafts=True))

    assert {(s.id.subject, s.fate) for s in here.stacks} >= {("sales.tries", Fate.NEW)}
    assert {(s.id.subject, s.fate) for s in there.stacks} >= {("sales.tries", Fate.LEFT)}
    assert names(here.settings) == {"drafts": (True, False)}
