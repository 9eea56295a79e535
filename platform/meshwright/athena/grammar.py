"""Which parts of SQL a query may consist of: what Athena and the local AWS read in the same way.

Everything else is refused by its kind, since the parser takes the words of thirty engines.
"""

from collections.abc import Iterator, Mapping

from sqlglot import exp
from sqlglot.tokenizer_core import Token, TokenType

WRITING = frozenset(
    "alter analyze attach begin call checkpoint comment commit copy create deallocate delete deny"
    " describe detach drop execute explain export force grant import insert install kill load lock"
    " merge msck optimize pragma prepare refresh reset revoke rollback set show start truncate"
    " uncache unload update use vacuum".upper().split()
)
"""Words that begin statements which do more, or else, than read rows."""

SIGNS = frozenset(
    [
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
        "-",
        "+",
        ";",
        "*",
        "/",
        "%",
        "<",
        "<=",
        ">",
        ">=",
        "=",
        "<>",
        "!=",
        "||",
        "->",
    ]
)
FOREIGN: Mapping[str, str] = {
    "::": "write CAST(value AS type)",
    "#": "a comment begins with --",
    "DIV": "write / between whole numbers",
    "//": "write / between whole numbers",
    "{": "no templates are rendered; a row is written ROW(…), a map MAP(ARRAY[…], ARRAY[…])",
    "}": "no templates are rendered; a row is written ROW(…), a map MAP(ARRAY[…], ARRAY[…])",
    "{{": "no templates are rendered",
    "{%": "no templates are rendered",
    "`": 'a name in quotes is written "name"',
    "?": "a query has no parameters",
    "@": "a query has no parameters",
    "$": "a query has no parameters",
    ":": "a query has no parameters",
    "<=>": "write IS NOT DISTINCT FROM",
    "==": "write =",
    "ILIKE": "write lower(value) LIKE pattern",
    "RLIKE": "write regexp_like(value, pattern)",
    "REGEXP": "write regexp_like(value, pattern)",
    "GLOB": "write regexp_like(value, pattern)",
    "~": "write regexp_like(value, pattern)",
    "^": "write power(a, b) or bitwise_xor(a, b)",
    "**": "write power(a, b)",
    "&": "write bitwise_and(a, b)",
    "|": "write bitwise_or(a, b)",
}
"""Signs and words of other engines, and what Athena has in their place."""
_WORDS = {TokenType.STRING, TokenType.NUMBER, TokenType.IDENTIFIER, TokenType.VAR}


def foreign(word: Token, written: str) -> str | None:
    """What to write instead of a sign or a literal that Athena does not know; None if it does.

    `written` is the first character as it stands in the text.
    """
    if word.token_type in _WORDS:
        return 'a name in quotes is written "name"' if written in "`[" else None
    if word.token_type.name.endswith("_STRING"):
        return "write a text in single quotes, or from_hex('…')"
    text = word.text.upper()
    if text in FOREIGN:
        return FOREIGN[text]
    is_word = written.isalnum() or written == "_"
    return None if is_word or text in SIGNS else "leave it out"


_EXPRESSIONS = (
    exp.Add, exp.Alias, exp.And, exp.Anonymous, exp.Array, exp.Between,
    exp.Boolean, exp.Bracket, exp.Case, exp.Cast, exp.Column, exp.CurrentDate, exp.CurrentTime,
    exp.CurrentTimestamp, exp.DPipe, exp.Distinct, exp.Div, exp.Dot, exp.EQ, exp.Escape, exp.Exists,
    exp.Extract, exp.Filter, exp.GT, exp.GTE, exp.Identifier, exp.If, exp.In, exp.Interval, exp.Is,
    exp.LT, exp.LTE, exp.Lambda, exp.Like, exp.Literal, exp.Localtime, exp.Localtimestamp, exp.Mod,
    exp.Mul, exp.NEQ, exp.Neg, exp.Not, exp.Null, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Or,
    exp.Paren, exp.Star, exp.Sub, exp.TryCast, exp.Tuple, exp.Var, exp.Window, exp.WindowSpec,
    exp.WithinGroup,
)  # fmt: skip
_CLAUSES = (
    exp.CTE, exp.ColumnDef, exp.DataType, exp.DataTypeParam, exp.Except, exp.Fetch, exp.From,
    exp.LimitOptions,
    exp.Group, exp.Having, exp.Intersect, exp.Join, exp.Limit, exp.Offset, exp.Order, exp.Ordered,
    exp.Select, exp.Subquery, exp.Table, exp.TableAlias, exp.Union, exp.Unnest, exp.Values,
    exp.Where, exp.With,
)  # fmt: skip
ALLOWED = frozenset({*_EXPRESSIONS, *_CLAUSES})

_INSTEAD: Mapping[type[exp.Expr], tuple[str, str]] = {
    exp.Lateral: ("LATERAL is not among the tried joins", "join a sub-query, or UNNEST an array"),
    exp.TableSample: ("a sample of rows differs each time", "filter by a column"),
    exp.Pivot: ("Athena knows no PIVOT", "write an aggregate of a CASE for each column"),
    exp.MatchRecognize: ("MATCH_RECOGNIZE is not tried", "write it with window functions"),
    exp.Cube: ("CUBE is not tried", "UNION ALL one SELECT a grouping"),
    exp.Rollup: ("ROLLUP is not tried", "UNION ALL one SELECT a grouping"),
    exp.GroupingSets: ("GROUPING SETS are not tried", "UNION ALL one SELECT a grouping"),
    exp.AtTimeZone: (
        "AT TIME ZONE reads a timestamp without a zone differently in each engine",
        "keep UTC, and let the reader's tool show another zone",
    ),
    exp.JSONExtract: ("Athena has no -> outside of a lambda", "let the producer declare a struct"),
    exp.Any: ("a comparison with ANY is not tried", "write IN or EXISTS"),
    exp.All: ("a comparison with ALL is not tried", "compare with max or min of the sub-query"),
    exp.Into: ("INTO writes a table", "leave it out: the platform writes the rows"),
    exp.Lock: ("a query locks no rows", "leave FOR UPDATE out"),
    exp.Version: ("a query reads tables as they are", "leave FOR VERSION or TIMESTAMP out"),
}

_PARTS: Mapping[type[exp.Expr], tuple[str, ...]] = {
    exp.Select: (
        *("with_", "expressions", "distinct", "from_", "joins", "where", "group", "having"),
        *("order", "limit", "offset"),
    ),
    exp.Table: ("this", "db", "catalog", "alias"),
    exp.Subquery: ("this", "alias"),
    exp.Union: ("with_", "this", "expression", "distinct", "order", "limit", "offset"),
    exp.Except: ("with_", "this", "expression", "distinct", "order", "limit", "offset"),
    exp.Intersect: ("with_", "this", "expression", "distinct", "order", "limit", "offset"),
    exp.In: ("this", "expressions", "query"),
    exp.Join: ("this", "on", "using", "side", "kind"),
    exp.Unnest: ("expressions", "alias", "offset"),
    exp.Window: ("this", "partition_by", "order", "spec", "over"),
    exp.CTE: ("this", "alias"),
    exp.Star: (),
    exp.Group: ("expressions",),
    exp.With: ("expressions",),
    exp.Limit: ("expression",),
    exp.Fetch: ("direction", "count", "limit_options"),
    exp.Distinct: ("expressions",),
}
"""Of nodes that other engines add to: the parts that are known here."""


def unknown_parts(tree: exp.Expr) -> Iterator[tuple[exp.Expr, str, str]]:
    """Each part of a tree that is not allowed: the node, what is wrong, what to write."""
    for node in tree.walk(prune=lambda found: type(found) not in ALLOWED):
        kind = type(node)
        if kind not in ALLOWED:
            message, fix = _INSTEAD.get(kind, (f"{_name(kind)} is not part of a query here", ""))
            yield node, message, fix
        elif kind in _PARTS:
            yield from _additions(node, _PARTS[kind])


def _additions(node: exp.Expr, known: tuple[str, ...]) -> Iterator[tuple[exp.Expr, str, str]]:
    for name, part in node.args.items():
        if name in known or not part:
            continue
        inner: object = part[0] if isinstance(part, list) else part  # pyright: ignore[reportUnknownVariableType] - sqlglot's
        if name == "recursive":
            fix = "join as often as there are levels: Athena itself stops after ten"
            yield node, "a query does not call itself", fix
        elif name == "windows" or (name == "alias" and isinstance(node, exp.Window)):
            yield node, "a WINDOW clause is not tried", "write OVER (…) at each function"
        elif name == "method":
            yield node, f"{part} JOIN is not tried", "write ON, with the columns"
        elif not isinstance(inner, exp.Expr) or type(inner) in ALLOWED:
            yield node, f"{name.strip('_')} is not part of a query here", ""


def _name(kind: type[exp.Expr]) -> str:
    words = "".join(f" {c}" if c.isupper() else c for c in kind.__name__)
    return words.strip().upper()
