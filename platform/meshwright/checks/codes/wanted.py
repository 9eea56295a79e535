"""Codes of requests for data that nobody offers."""

from meshwright.errors import Code

NO_SUCH_ASKER = Code(
    "CHK184",
    "A request names what does not exist",
    "A file under `wanted` says which domain or product needs the data, who else does, and in the"
    " end which product offers it: by the ids of this mesh.",
    "name a domain or a product of the mesh",
)
VOTES_TWICE = Code(
    "CHK185",
    "A request counts somebody twice",
    "Who asks for a product is the first vote, and each domain or product has one.",
    "delete the vote",
)
