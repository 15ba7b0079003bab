"""Style sheets and scripts as phones get them: parts joined, hashed, compressed once.

A phone on a weak network pays for every request, so residents' pages have one sheet and one script;
people who change them have small files by subject.
"""

import gzip
import hashlib
from pathlib import Path
from typing import NamedTuple

from flask import Flask, Response, request

from survey_app.web.replies import takes_gzip

STATIC = Path(__file__).with_name("static")
# The order matters: later sheets refine earlier ones, and `start` calls everything before it.
PARTS = {
    "app.css": [
        *("app/tokens.css", "app/page.css", "app/question.css", "app/screens.css"),
        *("app/listen.css", "app/community.css", "app/kiosk.css"),
        *("app/sizes.css", "app/dark.css"),
    ],
    "form.js": [
        *("form/rules.js", "form/choices.js", "form/ranking.js", "form/position.js"),
        *("form/checks.js", "form/review.js", "form/screens.js", "form/draft.js"),
        *("form/outbox.js", "form/sending.js", "form/listen.js", "form/switches.js"),
        *("form/kiosk.js", "form/start.js"),
    ],
}
YEAR = 365 * 24 * 3600
IMMUTABLE = f"public, max-age={YEAR}, immutable"


class Bundle(NamedTuple):
    """One file as it is served."""

    content: bytes
    compressed: bytes
    mark: str  # 12 hexadecimal digits of its content; part of its address
    kind: str

    def response(self) -> Response:
        """The file; whoever asks with its mark need never ask again."""
        packed = takes_gzip()
        answer = Response(self.compressed if packed else self.content, mimetype=self.kind)
        if packed:
            answer.headers["Content-Encoding"] = "gzip"
        return answer


def joined(name: str) -> str:
    """The text of a bundle."""
    return "".join((STATIC / part).read_text("utf-8") for part in PARTS[name])


def register(app: Flask) -> dict[str, str]:
    """Serve the bundles; file name -> mark, for bundles and for every other static file."""
    marks = {
        path.name: _mark(path.read_bytes()) for path in sorted(STATIC.iterdir()) if path.is_file()
    }
    for name in PARTS:
        bundle = _bundle(name)
        marks[name] = bundle.mark
        app.add_url_rule(f"/static/{name}", f"bundle {name}", bundle.response)
    return marks


def is_static() -> bool:
    """Whether this request asks for a file that never changes under its address."""
    endpoint = request.endpoint or ""
    return endpoint == "static" or endpoint.startswith("bundle ")


def _bundle(name: str) -> Bundle:
    content = joined(name).encode()
    kind = "text/css" if name.endswith(".css") else "text/javascript"
    return Bundle(content, gzip.compress(content, 9, mtime=0), _mark(content), kind)


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
