"""What each kind of difference means that `mesh access prove` finds, and what to do about it."""

from meshwright.errors import Code
from meshwright.operations.proof.values import Kind

_REPAIR = "run `mesh access prove --repair`"
_REVOKE = (
    "find out who granted it and why, then run `mesh access prove --repair --revoke PRINCIPAL`"
)
PROOF_CODES = (
    Code(
        Kind.STRANGER.value,
        "A stranger has rights",
        "Somebody to whom no agreement and no default gives anything on a table, a database, a"
        " place or a tag of the mesh has rights on it. What others have granted is taken back only"
        " where the principal is named.",
        _REVOKE,
    ),
    Code(
        Kind.MISSING.value,
        "A planned grant is missing",
        "An agreement or a default gives somebody rights on a thing, and nothing of them is in"
        " force: it was never brought up, or somebody has revoked it or deleted the row filter that"
        " it goes through.",
        f"run `mesh up --refresh`, or {_REPAIR}",
    ),
    Code(
        Kind.WIDER.value,
        "Somebody has more than is agreed",
        "A consumer reads columns or rows beyond its agreement, or may do more with the table: a"
        " grant was added by hand, or a row filter changed. Filters unite, and a grant on the table"
        " beside one opens every row. Two filters are not compared by their rows: another text may"
        " show others.",
        _REPAIR,
    ),
    Code(
        Kind.NARROWER.value,
        "Somebody has less than is agreed",
        "A consumer reads only some of the columns or rows of its agreement: a grant was revoked in"
        " part, or a row filter changed or deleted.",
        _REPAIR,
    ),
    Code(
        Kind.EXPIRED.value,
        "An agreement has ended, and its grant has not",
        "Lake Formation's grants have no date, so that they last until something revokes them: a"
        " run of `mesh up` after the last day of the agreement.",
        f"run `mesh up --refresh`, or {_REPAIR}",
    ),
    Code(
        Kind.DEAD_GRANTEE.value,
        "A role that is gone has rights",
        "Lake Formation keeps what it has granted to a role that was deleted. Whoever creates a"
        " role of that name has it again.",
        _REPAIR,
    ),
    Code(
        Kind.OPEN.value,
        "Everybody has rights",
        "IAM_ALLOWED_PRINCIPALS, or all principals of the account, have something on a thing of the"
        " mesh, or get it on each new table: then IAM alone decides, past every grant.",
        "run `mesh up --refresh`; what all principals of the account have goes by"
        " `mesh access prove --repair --revoke PRINCIPAL`",
    ),
    Code(
        Kind.HYBRID.value,
        "Access is hybrid",
        "A place is registered for hybrid access, or somebody has opted in: whoever has not opted"
        " in is let in by IAM's permissions alone.",
        "register the place without hybrid access, and delete the opt-ins",
    ),
    Code(
        Kind.REGISTRATION.value,
        "A place is not registered as planned",
        "A bucket of the mesh is registered with Lake Formation by another role, once more, or not"
        " at all. Without a registration no grant opens its files; by another role they are read"
        " with rights that the mesh has not planned.",
        f"{_REPAIR}; what is registered once more is to be deregistered by hand",
    ),
    Code(
        Kind.AROUND.value,
        "Files are read past Lake Formation",
        "IAM, the policy of the bucket and that of its key together let somebody read the files"
        " whom the plan does not: no grant, filter or end date holds for such reading.",
        "take the right away where it was given: the principal's own policies, the bucket's policy"
        " or the key's; `mesh up --refresh` puts right those of the mesh",
    ),
    Code(
        Kind.PASSES_ON.value,
        "Somebody may pass rights on",
        "A grant carries the grant option, which the mesh gives to nobody: its holder may grant to"
        " others without an agreement.",
        "revoke the grant option in Lake Formation's console, or the grant as a whole",
    ),
    Code(
        Kind.KEY.value,
        "A grant of a key lets somebody use it",
        "Grants of KMS stand beside the key's policy and are seen in no policy. The mesh makes none"
        " for its keys.",
        _REVOKE,
    ),
    Code(
        Kind.CATALOG_POLICY.value,
        "The data catalog has a resource policy",
        "A resource policy of Glue's catalog may open it to other accounts. The mesh writes none.",
        "find out who wrote it, and delete it or take the mesh's databases out of it",
    ),
    Code(
        Kind.SETTINGS.value,
        "Lake Formation has other settings",
        "There are other administrators than the environment file names, or engines of others are"
        " let in: an administrator may grant itself anything, and such engines get rows that nobody"
        " has filtered.",
        "run `mesh up --refresh`, or name the administrators in the environment file",
    ),
    Code(
        Kind.NO_ACCESS_POINT.value,
        "The access point of an agreement is missing",
        "An agreement with `files: true` gives whole files through an access point of its own, and"
        " that is not there: it was never brought up, or somebody has deleted it.",
        f"run `mesh up --refresh`, or {_REPAIR}",
    ),
    Code(
        Kind.OTHER_ACCESS_POINT.value,
        "An access point is not as planned",
        "The policy of an access point names other principals, folders or another end than its"
        " agreement, it leads to another bucket, or it does not block public access. Its policy is"
        " all that says who gets files through it.",
        f"{_REPAIR}, or run `mesh up --refresh`",
    ),
    Code(
        Kind.LEFT_ACCESS_POINT.value,
        "An access point of the mesh that no agreement needs",
        "It has the mesh's kind of name, and no agreement in force gives files through it: an"
        " agreement has ended since the last `mesh up`, or somebody has made it by hand. The"
        " bucket lets access points of such names decide.",
        _REPAIR,
    ),
    Code(
        Kind.ROLE.value,
        "A role is not as planned",
        "A role of the mesh may be assumed by others, has other policies or another permissions"
        " boundary, or is gone; or the boundary itself allows something else. Whoever has changed"
        " it may not have used it yet, so that no right tells of it. A role that was made anew is"
        " seen by what it says.",
        f"run `mesh up --refresh`, or {_REPAIR}",
    ),
    Code(
        Kind.BUCKET.value,
        "A bucket is not closed as planned",
        "The policy of a bucket of the mesh is another or gone, its block of public access is off,"
        " it takes access control lists again, or what is written is encrypted with another key.",
        f"run `mesh up --refresh`, or {_REPAIR}",
    ),
    Code(
        Kind.ENCRYPTION.value,
        "A key, or the encryption of the catalog, is not as planned",
        "The policy of a key of the mesh lets in others or locks out whom the plan lets in, or the"
        " data catalog is no longer encrypted as planned.",
        f"run `mesh up --refresh`, or {_REPAIR}",
    ),
    Code(
        Kind.ACCESS_POINT.value,
        "A bucket has an access point that is not the mesh's",
        "An access point has a policy of its own, which decides as soon as the bucket's policy"
        " delegates to it. Those of other accounts are not listed to the bucket's owner.",
        "find out who made it and why, then delete it: `mesh access prove --json` has the command",
    ),
    Code(
        Kind.SHARED.value,
        "Something is shared with others through AWS RAM",
        "A resource share offers a database or a table of the mesh, or the catalog, to another"
        " account, an organisation or a unit of one. Lake Formation makes such shares for grants to"
        " other accounts, which stay where only the grant is deleted; the mesh makes none.",
        _REVOKE,
    ),
)
"""In the order of the kinds; every kind has its code."""
