"""Intrinsic functions as AWS has them: escaped characters are kept, a fault has AWS's name.

In a string of an intrinsic function `\\'`, `\\{`, `\\}` and `\\\\` stand for the character alone.
moto reads the JSON text as it stands in the file, and its lexer drops what it does not know and
goes on: a statement loses its quotes. Here the text is read as JSON first, such characters pass the
lexer in disguise, and what it does not know is refused.
https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from antlr4 import CommonTokenStream, InputStream
from antlr4.error.ErrorListener import ErrorListener
from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails
from moto.stepfunctions.parser.asl.antlr.runtime.ASLIntrinsicLexer import ASLIntrinsicLexer
from moto.stepfunctions.parser.asl.antlr.runtime.ASLIntrinsicParser import ASLIntrinsicParser
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEvent,
    FailureEventException,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import (
    StatesErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import (
    StatesErrorNameType,
)
from moto.stepfunctions.parser.asl.component.common.string.string_expression import (
    StringIntrinsicFunction,
)
from moto.stepfunctions.parser.asl.component.intrinsic.function.statesfunction.generic.string_format import (  # noqa: E501 - moto's name
    StringFormat,
)
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.parse.intrinsic.intrinsic_parser import IntrinsicParser
from moto.stepfunctions.parser.asl.parse.intrinsic.preprocessor import Preprocessor

ESCAPED = re.compile(r"\\(.)", re.DOTALL)
ODD = re.compile(r"\\(.)|[\x00-\x1f\"]", re.DOTALL)
"""What the lexer does not take as it is."""
ESCAPABLE = "'{}\\"
PIECE = re.compile(r"\\.|\{\}|[^\\{}]+|[{}]|\\", re.DOTALL)
PLACE = "{}"


ESCAPED_AS, PLAIN_AS = 0xE000, 0xE100
"""Where characters of ASCII go in disguise, among Unicode's for private use."""
ASCII = 128


class Written(str):
    """A string of an intrinsic function, which remembers how it was written."""

    raw: str = ""


def install() -> None:
    IntrinsicParser.parse = staticmethod(parsed)
    Preprocessor._text_of_str = staticmethod(_text)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - moto's own seam
    StringFormat._eval_body = _format  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    StringIntrinsicFunction._eval_body = _evaluated  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]


def parsed(src: str) -> tuple[Any, Any]:
    """An intrinsic function and its tree; raises ValueError where it is none."""
    written = str(json.loads(f'"{src}"'))
    lexer = ASLIntrinsicLexer(InputStream(ODD.sub(_disguised, written)))
    parser = ASLIntrinsicParser(CommonTokenStream(lexer))
    for each in (lexer, parser):
        each.removeErrorListeners()
        each.addErrorListener(_Listener())
    tree = parser.func_decl()
    return Preprocessor().visit(tree), tree


class _Listener(ErrorListener):
    def syntaxError(self, *said: Any) -> None:  # noqa: N802 # pyright: ignore[reportIncompatibleMethodOverride] - antlr's name
        _, _, _, column, message, _ = said
        raise ValueError(f"no intrinsic function from character {column + 1} on: {message}")


def _disguised(found: re.Match[str]) -> str:
    escaped = found.group(1)
    if escaped is None:
        return chr(PLAIN_AS + ord(found.group()))
    if escaped not in ESCAPABLE:
        raise ValueError(f"a backslash that escapes nothing, before {escaped!r}")
    return chr(ESCAPED_AS + ord(escaped))


def _undisguised(text: str) -> str:
    """A text as it was written, with its backslashes."""
    return "".join(_shown(each) for each in text)


def _shown(character: str) -> str:
    place = ord(character)
    if ESCAPED_AS <= place < ESCAPED_AS + ASCII:
        return f"\\{chr(place - ESCAPED_AS)}"
    return chr(place - PLAIN_AS) if PLAIN_AS <= place < PLAIN_AS + ASCII else character


def _text(parse_tree: Any) -> Written:
    raw = _undisguised(str(parse_tree.getText())[1:-1])
    text = Written(ESCAPED.sub(r"\1", raw))
    text.raw = raw
    return text


def _format(self: Any, env: Any) -> None:
    self.argument_list.eval(env=env)
    template, *values = env.stack.pop()
    env.stack.append(formatted(getattr(template, "raw", template), values))


def formatted(template: str, values: list[Any]) -> str:
    """A template with each `{}` replaced by a value; raises ValueError where they do not match."""
    left = iter(values)
    text = "".join(_pieces(template, left))
    if next(left, None) is not None:
        raise ValueError(f"more values than placeholders in {template!r}")
    return text


def _pieces(template: str, values: Iterator[Any]) -> Iterator[str]:
    for piece in PIECE.findall(template):
        if piece == PLACE:
            yield _next(template, values)
        elif piece in ("{", "}"):
            raise ValueError(f"a brace that is not escaped in {template!r}")
        else:
            yield ESCAPED.sub(r"\1", piece)


def _next(template: str, values: Iterator[Any]) -> str:
    for value in values:
        return StringFormat._to_str_repr(value)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    raise ValueError(f"fewer values than placeholders in {template!r}")


def _evaluated(self: Any, env: Any) -> None:
    try:
        self.function.eval(env=env)
    except FailureEventException:
        raise
    except Exception as error:
        written = self.intrinsic_function_derivation
        raise _failure(env, f"The function '{written}' had the following error: {error}") from error


def _failure(env: Any, cause: str) -> FailureEventException:
    name = StatesErrorName(typ=StatesErrorNameType.StatesIntrinsicFailure)
    details = TaskFailedEventDetails(error=name.error_name, cause=cause)
    event = FailureEvent(
        env=env,
        error_name=name,
        event_type=HistoryEventType.TaskFailed,
        event_details=EventDetails(taskFailedEventDetails=details),  # pyright: ignore[reportCallIssue] - moto's own way,
    )
    return FailureEventException(failure_event=event)
