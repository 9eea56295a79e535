"""How a page explains codes."""

from collections.abc import Iterable

from meshwright.errors import Code


def findings_page(codes: Iterable[Code]) -> str:
    """docs/reference/findings.md, one section a code."""
    sections = (
        f"## {code.id}\n\n**{code.title}** ({code.severity})\n\n{code.explanation}\n\n"
        f"To fix it: {code.fix}.\n"
        for code in codes
    )
    return "\n".join((_HEAD, *sections))


_HEAD = """# Findings

What `mesh check` can say about a spec, by code. Generated from the tables of codes in
`platform/meshwright`; an error stops the product it is about, a warning does not. Rules (`S3-001`)
have [pages of their own](rules/README.md). `PRV` codes are differences that `mesh access prove`
finds in a cloud, `IMP` codes what `mesh import` has to say of what it reads.
"""
