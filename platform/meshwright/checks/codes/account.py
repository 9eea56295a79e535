"""Codes of what an account says of itself."""

from meshwright.errors import Code

OPEN_LAKE = Code(
    "CHK050",
    "Lake Formation's defaults grant to IAMAllowedPrincipals",
    "The account gives rights on everything new to whomever IAM lets in, so that grants would have"
    " no effect, and `accountSettings: false` leaves that to somebody else. `mesh up` asks before"
    " its first change.",
    "let the account's owner empty Lake Formation's default permissions, or manage them here:"
    " accountSettings: true",
)
UNLISTED_SETTING = Code(
    "CHK051",
    "A Lake Formation setting that would be removed",
    "Lake Formation takes its settings as a whole: what the environment file does not list, the"
    " first `mesh up` would remove without a word in any preview. So it reads them first.",
    "take it away in the account if nobody needs it, or leave the settings to somebody else:"
    " accountSettings: false",
)
VERSION_LOWERED = Code(
    "CHK052",
    "The cross-account version cannot be lowered",
    "An account that shares with others by version 5 does not go back to 4.",
    "write crossAccountVersion: 5",
)
DEFAULT_OPEN = Code(
    "CHK053",
    "IAMAllowedPrincipals have rights on the database `default`",
    "Athena asks for the database `default` in each query, so the mesh lets everybody see that it"
    " is there. What IAM_ALLOWED_PRINCIPALS has on it goes further: who may do what there is IAM's"
    " to say. Others may rely on that, so the mesh does not take it away.",
    "ask who works in it, grant them what they need, then: aws lakeformation revoke-permissions"
    " --principal DataLakePrincipalIdentifier=IAM_ALLOWED_PRINCIPALS --permissions ALL"
    """ --resource '{"Database":{"Name":"default"}}'""",
)
OPEN_PRODUCT = Code(
    "CHK056",
    "IAMAllowedPrincipals have rights on a product",
    "After each `up` the product's databases and tables are read back. What IAM_ALLOWED_PRINCIPALS"
    " has there, whoever IAM lets in has: no grant and no column is held back.",
    "find out who opened it, then take it back: mesh up --refresh",
)
SETTINGS_NOT_KEPT = Code(
    "CHK057",
    "Lake Formation settings that AWS did not keep",
    "After the foundation's `up` the settings are read back and put once more as a whole, since the"
    " provider sends no empty list. They still differ.",
    "see who else writes them: mesh drift",
)
