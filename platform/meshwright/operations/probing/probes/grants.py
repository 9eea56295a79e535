"""What becomes of grants when a part is revoked, and when their role goes or comes again."""

from meshwright.operations.probing import rights, tables
from meshwright.operations.probing.asking import make_writer
from meshwright.operations.probing.sandbox import Sandbox, refusal
from meshwright.operations.probing.values import Answer, Probe, fails, holds


def column_revoke(box: Sandbox) -> Answer:
    tables.make_iceberg(box, "columns")
    box.role("columns")
    both = tables.columns_resource(box, "columns", ("order_id", "amount"))
    box.grant("columns", ("SELECT",), both)
    one = tables.columns_resource(box, "columns", ("amount",))
    revoked = box.permission("columns", ("SELECT",), one)
    box.client("lakeformation").revoke_permissions(**revoked)
    held = tables.held_by(box, "columns", tables.table_resource(box, "columns"))
    left = sorted(
        {c for g in held for c in g["Resource"].get("TableWithColumns", {}).get("ColumnNames", ())}
    )
    said = f"of order_id and amount, amount revoked: left {', '.join(left) or 'nothing'}"
    return holds(said) if left == ["order_id"] else fails(said)


def deleted_role(box: Sandbox) -> Answer:
    """A grant is revoked whose role is gone."""
    database = tables.database_resource(box)
    box.role("gone")
    box.grant("gone", ("DESCRIBE",), database)
    _forget(box, "gone")
    revoked = box.permission("gone", ("DESCRIBE",), database)
    said = refusal(lambda: box.client("lakeformation").revoke_permissions(**revoked))
    if said is not None:
        return fails(f"refused: {said}")
    if tables.held_by(box, "gone", database):
        return fails("the revoke is taken, and the grant is listed as before")
    return holds("revoked by the ARN of a role that is gone")


def recreated_role(box: Sandbox) -> Answer:
    """A role is deleted and made again under its name: whether it reads what the first one could.

    Source: Lake Formation API reference, "GrantPermissions".
    """
    make_writer(box, "again", "again")
    _forget(box, "again")
    box.role("again", rights.queries(box.run))
    acting = box.acting("again")
    sql = tables.sql(box, "SELECT count(*) AS n FROM {table}", "again")
    said = refusal(lambda: box.eventually(lambda: box.query(acting, sql)))
    if said is not None:
        return fails(f"the second role of that name cannot read: {said}")
    return holds("the second role of that name reads what was granted to the first")


def _forget(box: Sandbox, role: str) -> None:
    iam, name = box.client("iam"), box.run.part(role)
    for policy in iam.list_role_policies(RoleName=name)["PolicyNames"]:
        iam.delete_role_policy(RoleName=name, PolicyName=policy)
    iam.delete_role(RoleName=name)


COLUMN_REVOKE = Probe(
    id="revoke-one-column",
    question="Does a revoke of one column leave a grant's other columns?",
    rests=("aws:lakeformation/permissions:Permissions: `mesh up --refresh` takes columns back",),
    adr=11,
    fallback="revoke the whole grant and make it again with the columns that stay",
    ask=column_revoke,
)
DELETED_ROLE = Probe(
    id="revoke-deleted-role",
    question="Can a grant be revoked whose role has been deleted?",
    rests=("the run plan: producers revoke before a consumer's role goes, or after it",),
    adr=13,
    fallback="make a role of that name, revoke, and delete it again",
    ask=deleted_role,
)
RECREATED_ROLE = Probe(
    id="grant-recreated-role",
    question="Does a role that is made again under its name have the grants of the first?",
    rests=("the run plan: producers revoke before a consumer's role goes",),
    adr=13,
    fallback="a role that is replaced gets its grants anew: `mesh up` of its producers, --no-skip",
    ask=recreated_role,
)
