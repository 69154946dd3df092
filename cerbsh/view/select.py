"""What ``--select`` takes from a reply: a JMESPath expression, over numbers that keep the text they were sent with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from cerbsh.api.exact import ExactFloat
from cerbsh.errors import LineError, UsageError
from cerbsh.view import safe
from cerbsh.view.json import dumps

if TYPE_CHECKING:
    from jmespath import Options
    from jmespath.parser import ParsedResult

_HINT = "for example results[].mask, or results[?importance > `50`].{id: id, subject: subject}"


@dataclass(frozen=True)
class Selection:
    """A compiled expression."""

    text: str
    _parsed: ParsedResult

    def apply(self, value: object) -> object:
        """What the expression selects from a JSON value; ``None`` where it leads nowhere.

        Raises ``UsageError`` where a function is unknown or is given what it does not take.
        """
        try:
            return self._parsed.search(value, options=_options())
        except (ValueError, ArithmeticError, TypeError) as error:
            raise UsageError(f"--select: {_one_line(error)}", _HINT) from None
        except RecursionError:
            raise UsageError("--select: the expression is nested too deeply", _HINT) from None

    @property
    def streams(self) -> bool:
        """Whether it goes over ``results`` or ``data`` record by record, so that page after page gives what all at once
        would.
        """
        node: Any = self._parsed.parsed
        while node["type"] in ("projection", "filter_projection", "flatten", "value_projection"):
            outer, node = node["type"], node["children"][0]
            if node["type"] == "field":
                return node["value"] in ("results", "data")
            if outer == "value_projection":
                return False
        return False


def compile_selection(text: str) -> Selection:
    """The expression compiled. Raises ``LineError`` with the place in ``text`` that cannot be understood."""
    import jmespath
    from jmespath.exceptions import JMESPathError

    try:
        return Selection(text, jmespath.compile(text))
    except JMESPathError as error:
        place = min(getattr(error, "lex_position", None) or 0, len(text))
        raise LineError(f"--select: {_fault(error)}", text, place, hint=_HINT) from None
    except ValueError as error:  # a number of thousands of digits
        raise LineError(f"--select: {_one_line(error)}", text, 0, len(text), _HINT) from None
    except RecursionError:
        raise LineError("--select: the expression is nested too deeply", text, 0, len(text), _HINT) from None


def _fault(error: Exception) -> str:
    from jmespath.exceptions import EmptyExpressionError, IncompleteExpressionError, LexerError, ParseError

    match error:
        case EmptyExpressionError():
            return "the expression is empty"
        case IncompleteExpressionError() | ParseError(token_value=""):
            return "the expression is not complete"
        case LexerError():
            return safe.line(str(error.message))
        case ParseError():
            return f"{safe.line(str(error.token_value))!r} cannot stand here"
    return _one_line(error)


def _one_line(error: Exception) -> str:
    return safe.cut(safe.line(" ".join(str(error).split())), 200)


@cache
def _options() -> Options:
    from jmespath import Options, functions

    # JMESPath knows the type of a value by the name of its class.
    functions.TYPES_MAP[ExactFloat.__name__] = "number"
    functions.REVERSE_TYPES_MAP["number"] += (ExactFloat.__name__,)

    class ExactFunctions(functions.Functions):
        """JMESPath's functions, with ``to_string`` true to the text of numbers."""

        @functions.signature({"types": []})
        def _func_to_string(self, value: object) -> str:
            return value if isinstance(value, str) else dumps(value)

    return Options(custom_functions=ExactFunctions())
