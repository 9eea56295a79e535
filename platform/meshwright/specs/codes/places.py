"""Codes of where files lie, and of what may lie there."""

from meshwright.errors import Code

STRAY = Code(
    "SPEC030",
    "Unexpected file",
    "A file that has no meaning where it lies is refused rather than ignored: a misnamed agreement"
    " would never grant anything. Markdown, README and LICENSE files, and those whose names begin"
    " with a dot, are left in peace.",
    "rename, move or delete it",
)
LINK = Code(
    "SPEC031",
    "A link that leaves the repository",
    "A symbolic link that points out of the repository would read files of whoever runs the check.",
    "replace the link by the file itself",
)
NO_DOMAIN = Code(
    "SPEC032",
    "No domain.yaml",
    "A folder under domains/ is a domain, and domain.yaml says who owns it.",
    "write the domain's domain.yaml: owner, description, costCenter, classification",
)
NO_PRODUCT = Code(
    "SPEC033",
    "No product.yaml",
    "A folder inside a domain is a data product, and product.yaml describes it.",
    "write the product's product.yaml, or move the folder elsewhere",
)
UNREADABLE = Code(
    "SPEC034",
    "The file cannot be opened",
    "It is missing, no plain file, or its permissions forbid reading.",
    "make it a plain file, or a folder, that can be read",
)
NO_QUERY_FILE = Code(
    "SPEC035",
    "No such SQL file",
    "`query` names a file that lies beside product.yaml.",
    "write the file, or correct its name",
)
LINK_INSIDE = Code(
    "SPEC080",
    "A link in place of a file or folder",
    "Who has to approve a change follows from where a file lies (CODEOWNERS), and so does what a"
    " change touches. What is read through a link lies elsewhere, so under domains/, policies/ and"
    " platform/environments, and where CI and code owners are named, nothing is one.",
    "put the file or folder itself in the place of the link",
)
HIDDEN_SPECS = Code(
    "SPEC081",
    "Specs in a hidden folder",
    "Nobody reads a folder whose name begins with a dot, so specs in it describe nothing.",
    "rename the folder, or move it out of domains/",
)
OTHER_REPOSITORY = Code(
    "SPEC082",
    "Another repository inside of domains/",
    "Who approves a change of it, and what such a change touches, this repository cannot say.",
    "put the files themselves in the place of the submodule or clone",
)
