"""Codes of environment files and the principals that they name."""

from meshwright.errors import Code

DEPLOYER = Code(
    "SPEC050",
    "The deployer is not a Lake Formation administrator",
    "Lake Formation lets administrators alone grant, so the deploying principal has to be one.",
    "add the deployer to administrators",
)
SHARED_PLACE = Code(
    "SPEC051",
    "Two environments share an account and region",
    "Names are unique within one account and region, so each belongs to one environment.",
    "give each environment an account or a region of its own",
)
PROVIDER = Code(
    "SPEC052",
    "The provider can be chosen in `local` only",
    "Only the AWS of `local` can be served by two providers, and a plugin is an official one.",
    "take provider and plugin out of the file, or write `provider: official` in local.yaml",
)
FOREIGN_PRINCIPAL = Code(
    "SPEC063",
    "A principal of another account",
    "Lake Formation grants to roles and users of the environment's own account. Another account"
    " also needs a share, links to its tables and the catalog's key, which this platform does not"
    " make yet. A role of another account may still assume a role of the mesh (`assume`).",
    "name a role of this account, and let the other account assume it",
)
WHOLE_ACCOUNT = Code(
    "SPEC064",
    "A whole account as a principal",
    "An ARN that ends in `:root` stands for an account. Lake Formation takes it neither as a"
    " consumer nor as an administrator.",
    "name a role or a user of the account",
)
GROUP = Code(
    "SPEC065",
    "A group of IAM as a principal",
    "A group is no principal: AWS refuses it in grants and in trust policies.",
    "name a role that the members of the group may assume",
)
AUDITOR = Code(
    "SPEC067",
    "An auditor is also an administrator",
    "Auditors are read-only administrators of Lake Formation: they see every grant and change none."
    " Who is an administrator too may change all of them.",
    "name each principal once, under administrators or under auditors",
)
NO_AUDITOR = Code(
    "SPEC120",
    "A trail that nobody may ask",
    "The auditors of an environment assume the role that may ask its trail; without any, nobody"
    " could, and what it costs would be for nothing.",
    "name under `auditors` who asks who did what, or leave the trail out",
)
TRAIL_WORDS = Code(
    "SPEC121",
    "An existing trail that is not said whole",
    "`audit: {trail: existing}` needs the trail's `bucket`, the `prefix` of its files and the"
    " `reader` as which they are read; `own` and `none` take none of them. `days` is of the mesh's"
    " own trail: of one that there was before, where `formerly: own` says so.",
    "write bucket, prefix and reader with `trail: existing`, and with no other trail",
)
TRAIL_READER = Code(
    "SPEC122",
    "A role that cannot read a trail for Lake Formation",
    "Lake Formation reads an existing trail as a role of this account that its owner has made for"
    " that alone, outside of /mesh/: the roles there are the mesh's, and their boundary reaches no"
    " bucket but the mesh's. Who deploys may read no rows.",
    "name a role made for it (docs/how-to/use-an-existing-trail.md)",
)
TRAIL_BUCKET = Code(
    "SPEC123",
    "A bucket that holds no trail of others",
    "What is registered for auditors is the folder of a trail. A bucket of the mesh, of a product"
    " or of the engine's state is none, and would be opened beside what its owner has agreed to.",
    "name the bucket that the trail writes to (`aws cloudtrail describe-trails`)",
)
