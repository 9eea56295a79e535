"""Long chains of one operation as trees that are as flat as they can be.

A parser nests `a || b || c || …` as deep as it is long, though the operation does not care.
"""

from collections.abc import Sequence

from sqlglot import exp

CHAINS = (exp.DPipe, exp.And, exp.Or)
SHORT = 8


def balanced(tree: exp.Expr) -> exp.Expr:
    """The tree with its long chains rebuilt; it is changed in place."""
    for node in list(tree.find_all(*CHAINS)):
        if type(node.parent) is type(node):
            continue
        links = _links(node)
        if len(links) > SHORT:
            made = _joined(type(node), links)
            made.meta.update(node.meta)
            node.replace(made)
            tree = made if node is tree else tree
    return tree


def _links(node: exp.Binary) -> list[exp.Expr]:
    """What a chain joins, in its order; found without recursion."""
    found: list[exp.Expr] = []
    ahead: list[exp.Expr] = [node]
    while ahead:
        each = ahead.pop()
        if type(each) is type(node):
            ahead += [each.this, each.expression]
        else:
            found.append(each)
    return found[::-1]


def _joined(kind: type[exp.Binary], links: Sequence[exp.Expr]) -> exp.Expr:
    if len(links) == 1:
        return links[0]
    middle = len(links) // 2
    return kind(this=_joined(kind, links[:middle]), expression=_joined(kind, links[middle:]))
