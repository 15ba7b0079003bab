"""The part of XPath that rules of XLSForms are usually written in, read in linear time.

    or, and, =, !=, <, <=, >, >=, ( ), ${name}, ., -1.5, 'text', function(…, …)

Whatever else XPath has (paths, sums, other operators) is Unreadable, with the piece that stopped
the reading.
"""

import re
from typing import NamedTuple

from survey_app.errors import marked

MAX_DEPTH = 40

TOKEN = re.compile(
    r"""\s*(?:
        \$\{\s*(?P<ref>[^{}\s]{1,100})\s*\}
      | '(?P<single>[^']*)' | "(?P<double>[^"]*)"
      | (?P<number>[0-9]+(?:\.[0-9]+)?|\.[0-9]+)
      | (?P<word>[A-Za-z_][A-Za-z0-9_\-]*)
      | (?P<sign><=|>=|!=|[=<>(),.\-])
    )\s*""",
    re.VERBOSE,
)
STRAIGHT = str.maketrans("‘’“”", "''\"\"")
COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")


class Unreadable(Exception):
    """A rule that cannot be carried over; `message` is a msgid and `values` fill its places."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


class Ref(NamedTuple):
    """`${name}`: the answer to a question."""

    name: str


class Dot(NamedTuple):
    """`.`: the answer to the question that the rule stands at."""


class Text(NamedTuple):
    """A text in quotes."""

    text: str


class Number(NamedTuple):
    """A number, spelled as it stands there."""

    text: str


class Call(NamedTuple):
    """A function with what it is given."""

    name: str
    given: tuple["Expression", ...]


class Comparison(NamedTuple):
    """Two values and a sign between them."""

    left: "Expression"
    sign: str
    right: "Expression"


class Both(NamedTuple):
    """Parts joined by `and`."""

    parts: tuple["Expression", ...]


class Either(NamedTuple):
    """Parts joined by `or`."""

    parts: tuple["Expression", ...]


Expression = Ref | Dot | Text | Number | Call | Comparison | Both | Either
Token = tuple[str, str]  # kind and text


def parse(text: str) -> Expression:
    """The meaning of an expression; raises Unreadable."""
    reader = _Reader(_tokens(text))
    found = reader.either(0)
    if reader.peek() != ("end", ""):
        raise _stopped(reader.peek())
    return found


def _tokens(text: str) -> list[Token]:
    text = text.translate(STRAIGHT)
    tokens, at = [], 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if found is None:
            if not text[at:].strip():
                break
            raise Unreadable(marked("“{part}” cannot be read"), part=text[at : at + 20].strip())
        kind = str(found.lastgroup)
        tokens.append(("text" if kind in ("single", "double") else kind, found[kind]))
        at = found.end()
    return [*tokens, ("end", "")]


def _stopped(token: Token) -> Unreadable:
    kind, text = token
    if kind == "end":
        return Unreadable(marked("it ends too early"))
    return Unreadable(marked("“{part}” cannot be read"), part=text)


class _Reader:
    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> Token:
        return self.tokens[self.at]

    def take(self, token: Token) -> bool:
        found = self.peek() == token
        self.at += found
        return found

    def either(self, depth: int) -> Expression:
        if depth > MAX_DEPTH:
            raise Unreadable(marked("it is nested too deeply"))
        parts = [self.both(depth)]
        while self.take(("word", "or")):
            parts.append(self.both(depth))
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def both(self, depth: int) -> Expression:
        parts = [self.comparison(depth)]
        while self.take(("word", "and")):
            parts.append(self.comparison(depth))
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def comparison(self, depth: int) -> Expression:
        left = self.value(depth)
        kind, sign = self.peek()
        if kind != "sign" or sign not in COMPARISONS:
            return left
        self.at += 1
        return Comparison(left, sign, self.value(depth))

    def value(self, depth: int) -> Expression:
        kind, text = token = self.peek()
        self.at += kind != "end"
        if kind == "ref":
            return Ref(text)
        if kind == "text":
            return Text(text)
        if kind == "number":
            return Number(text)
        if token == ("sign", "."):
            return Dot()
        if token == ("sign", "-") and self.peek()[0] == "number":
            self.at += 1
            return Number("-" + self.tokens[self.at - 1][1])
        if token == ("sign", "("):
            inside = self.either(depth + 1)
            self._close()
            return inside
        if kind == "word" and self.take(("sign", "(")):
            return Call(text, self._given(depth + 1))
        raise _stopped(token)

    def _given(self, depth: int) -> tuple[Expression, ...]:
        if self.take(("sign", ")")):
            return ()
        given = [self.either(depth)]
        while self.take(("sign", ",")):
            given.append(self.either(depth))
        self._close()
        return tuple(given)

    def _close(self) -> None:
        if not self.take(("sign", ")")):
            raise _stopped(self.peek())
