"""Function calls: which function is meant, whether arguments fit, what the result is made of."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlglot import exp

from meshwright.athena import codes, functions, names
from meshwright.athena.column_type import ColumnType
from meshwright.athena.context import Call
from meshwright.athena.literals import literal_problem
from meshwright.athena.refused import CLOCKS, REFUSED
from meshwright.athena.signatures import LITERALS, Bindings, Pattern, Signature, accept, result
from meshwright.athena.values import How, Uses, Value, combined, said
from meshwright.wording import did_you_mean, shown

if TYPE_CHECKING:
    from meshwright.athena.expressions import Expressions

MAX_DIGITS = 38
Named = Mapping[str, tuple[Signature, ...]]


def function(ex: "Expressions", node: exp.Anonymous) -> Value:
    """A call without OVER: of a scalar function, or of an aggregate."""
    name = node.name.lower()
    if name == "row":
        values = ex.values(node.expressions)
        kinds = tuple(value.type for value in values)
        fields = tuple("" for _ in kinds)
        return Value(ColumnType("struct", arguments=kinds, fields=fields), combined(values))
    if name in ex.ctx.functions.aggregates:
        return aggregate(ex, node)
    if name in ex.ctx.functions.windows:
        ex.ctx.report(codes.SYNTAX, node, f"{name} is a window function: it needs OVER (…)")
        return names.LOST
    known = ex.ctx.functions.scalars.get(name)
    if known is None:
        return _unknown(ex, node, name)
    values, chosen = _matched(ex, node, known, node.expressions)
    return names.LOST if chosen is None else _result(ex, node, chosen, combined(values))


def aggregate(ex: "Expressions", node: exp.Expr) -> Value:
    """An aggregate, with its DISTINCT, its order and its filter."""
    call = _call(node)
    name = call.function.name.lower() if call else ""
    if call is None or name not in ex.ctx.functions.aggregates:
        ex.ctx.report(codes.SYNTAX, node, "FILTER and WITHIN GROUP belong to an aggregate")
        return names.LOST
    if id(call.function) not in ex.ctx.windowed:
        ex.ctx.aggregates.add(id(call.function))
        _check_nesting(ex, call)
    ordered = [ex.value(entry.this) for entry in call.order]
    filtered = [ex.boolean(call.condition)] if call.condition is not None else []
    if name in functions.ORDERED and not ordered:
        fix = (
            f"write {name}(… ORDER BY …)"
            if name == "array_agg"
            else "add WITHIN GROUP (ORDER BY …)"
        )
        message = f"the order in which {name} meets rows is not defined"
        ex.ctx.report(codes.NOT_REPEATABLE, node, message, fix)
    arguments = [a for a in call.arguments if not isinstance(a, exp.Star)]
    values, chosen = _matched(ex, call.function, ex.ctx.functions.aggregates[name], arguments)
    if chosen is None:
        return names.LOST
    how = How.COUNTED if name in functions.COUNTING else How.AGGREGATED
    made = combined([*values, *ordered, *filtered], how)
    return _result(ex, call.function, chosen, made, values)


def window(ex: "Expressions", node: exp.Window) -> Value:
    """A function over a window of rows."""
    partition = ex.values(node.args.get("partition_by") or ())
    order = node.args.get("order")
    ordered = [ex.value(entry.this) for entry in order.expressions] if order else []
    _check_frame(ex, node)
    call = _call(node.this)
    name = call.function.name.lower() if call else ""
    around = [*partition, *ordered]
    if call is not None and name in ex.ctx.functions.aggregates:
        ex.ctx.windowed.add(id(call.function))
        inner = ex.value(node.this)
        how = How.COUNTED if name in functions.COUNTING else How.COMPUTED
        return Value(inner.type, inner.uses | combined(around, how))
    if call is None or name not in ex.ctx.functions.windows:
        ex.ctx.report(codes.SYNTAX, node, "OVER follows an aggregate or a window function")
        return names.LOST
    if not ordered:
        message = f"{name} has no order to go by"
        fix = "write OVER (… ORDER BY …), by columns that tell rows apart"
        ex.ctx.report(codes.NOT_REPEATABLE, node, message, fix)
    known = ex.ctx.functions.windows[name]
    values, chosen = _matched(ex, call.function, known, call.arguments)
    if chosen is None:
        return names.LOST
    return _result(ex, call.function, chosen, combined([*values, *around]))


@dataclass(frozen=True, slots=True)
class _Call:
    function: exp.Anonymous
    arguments: Sequence[exp.Expr]
    order: Sequence[exp.Ordered]
    condition: exp.Expr | None


def _call(node: exp.Expr) -> _Call | None:
    """An aggregate's parts, wherever the tree keeps them."""
    condition: exp.Expr | None = None
    order: Sequence[exp.Ordered] = ()
    if isinstance(node, exp.Filter):
        condition, node = node.expression.this, node.this
    if isinstance(node, exp.WithinGroup):
        order, node = node.expression.expressions, node.this
    if not isinstance(node, exp.Anonymous):
        return None
    arguments: list[exp.Expr] = [*node.expressions]
    if arguments and isinstance(arguments[-1], exp.Order):
        last = arguments.pop()
        order, arguments = last.expressions, [*arguments, last.this]
    if arguments and isinstance(arguments[0], exp.Distinct):
        arguments = [*arguments[0].expressions, *arguments[1:]]
    return _Call(node, arguments, order, condition)


def _check_nesting(ex: "Expressions", call: _Call) -> None:
    for argument in call.arguments:
        for inner in argument.walk(prune=lambda n: isinstance(n, (exp.Subquery, exp.Select))):
            if (
                isinstance(inner, exp.Anonymous)
                and inner.name.lower() in ex.ctx.functions.aggregates
            ):
                message = "an aggregate cannot aggregate another one"
                ex.ctx.report(codes.GROUPING, inner, message, "aggregate in a sub-query first")


def _check_frame(ex: "Expressions", node: exp.Window) -> None:
    spec = node.args.get("spec")
    if spec is None:
        return
    ends = [spec.args.get(key) for key in ("start", "end")]
    counted = [end for end in ends if isinstance(end, exp.Expr)]
    is_range = str(spec.args.get("kind")).upper() != "ROWS"
    if spec.args.get("exclude") or (is_range and counted):
        message = "a frame by values, or one that excludes rows, is not tried"
        ex.ctx.report(codes.SYNTAX, node, message, "write ROWS BETWEEN … PRECEDING AND …")
    for end in counted:
        if not (isinstance(end, exp.Literal) and not end.is_string):
            ex.ctx.report(codes.SYNTAX, end, "a frame's end is a written number")


def _matched(
    ex: "Expressions",
    node: exp.Anonymous,
    known: Sequence[Signature],
    arguments: Sequence[exp.Expr],
) -> tuple[list[Value], Call | None]:
    """The arguments' values, and the first signature that takes them."""
    plain = [None if isinstance(a, exp.Lambda) else ex.value(a) for a in arguments]
    problems: list[str] = []
    for signature in known:
        if not signature.takes(len(arguments)):
            continue
        bound: Bindings = {}
        problem = next(_problems(signature, arguments, plain, bound), "")
        if not problem:
            values = [*_with_lambdas(ex, signature, arguments, plain, bound)]
            return values, Call(signature, bound)
        problems.append(problem)
    is_decimal = any(value and value.type.name == "decimal" for value in plain)
    message = problems[-1] if problems else f"it takes {_counts(known)}"
    takes = ", ".join(signature.text for signature in known[:4])
    is_wrong = not is_decimal and (not problems or problems[-1].startswith("it"))
    fix = f"write CAST(value AS double) for it: {takes}" if is_decimal else f"write {takes}"
    code = codes.WRONG_TYPE if is_wrong else codes.DIFFERS
    ex.ctx.report(code, node, f"{node.name.lower()}: {message}", fix)
    return [value for value in plain if value is not None], None


def _problems(
    signature: Signature,
    arguments: Sequence[exp.Expr],
    values: Sequence[Value | None],
    bound: Bindings,
) -> Iterator[str]:
    for index, (argument, value) in enumerate(zip(arguments, values, strict=True)):
        pattern = signature.parameter(index)
        if pattern.name in LITERALS:
            yield from filter(None, [literal_problem(pattern.name, argument)])
        elif pattern.name == "lambda" or value is None:
            count = len(argument.expressions) if isinstance(argument, exp.Lambda) else 0
            if pattern.name != "lambda" or count != len(pattern.arguments) - 1:
                yield "it takes a function of another shape"
        elif not accept(pattern, value.type, bound):
            yield f"it does not take {said(value.type)} as argument {index + 1}"


def _with_lambdas(
    ex: "Expressions",
    signature: Signature,
    arguments: Sequence[exp.Expr],
    values: Sequence[Value | None],
    bound: Bindings,
) -> Iterator[Value]:
    given = [value for value in values if value is not None]
    for index, (argument, value) in enumerate(zip(arguments, values, strict=True)):
        yield value or _of_lambda(ex, signature.parameter(index), argument, given, bound)


def _of_lambda(
    ex: "Expressions",
    pattern: Pattern,
    argument: exp.Expr,
    given: Sequence[Value],
    bound: Bindings,
) -> Value:
    """The value of a lambda's body; its parameters are made of what it is applied to."""
    *takes, gives = pattern.arguments
    kinds = [result(inner, bound) for inner in takes]
    parameters = {
        parameter.name.lower(): Value(kind, combined(given))
        for parameter, kind in zip(argument.expressions, kinds, strict=True)
    }
    body = ex.inside(parameters).value(argument.this)
    if not accept(gives, body.type, bound):
        ex.wrong(argument, f"the function gives {said(body.type)}, and {gives.name} is wanted")
    return body


def _result(
    ex: "Expressions",
    node: exp.Anonymous,
    call: Call,
    uses: Uses,
    values: Sequence[Value] = (),
) -> Value:
    ex.ctx.calls[id(node)] = call
    kind = result(call.signature.returns, call.bound)
    if call.signature.returns.name == "decimal":
        scale = values[0].type.scale if values else 0
        kind = ColumnType("decimal", MAX_DIGITS, scale)
    return Value(kind, uses)


def _unknown(ex: "Expressions", node: exp.Anonymous, name: str) -> Value:
    ex.values(a for a in node.expressions if not isinstance(a, (exp.Lambda, exp.Star)))
    if name in REFUSED:
        why, instead = REFUSED[name]
        code = codes.NOT_REPEATABLE if name in CLOCKS else codes.UNPROVEN
        ex.ctx.report(code, node, f"{name} is not among the proven functions: {why}", instead)
        return names.LOST
    known = [*ex.ctx.functions.scalars, *ex.ctx.functions.aggregates, *ex.ctx.functions.windows]
    hint = did_you_mean(name, known)
    message = f"{shown(name)} is not among the proven functions{hint}"
    ex.ctx.report(codes.UNPROVEN, node, message)
    return names.LOST


def _counts(known: Sequence[Signature]) -> str:
    counts = sorted({len(signature.parameters) for signature in known})
    words = " or ".join(map(str, counts))
    more = " or more" if any(signature.is_variadic for signature in known) else ""
    return f"{words}{more} argument{'' if counts == [1] and not more else 's'}"
