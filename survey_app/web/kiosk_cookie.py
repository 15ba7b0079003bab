"""What makes a browser a public tablet: a signed cookie.

It holds where the tablet stands, how large its text is and what opens it again: nothing of
anybody who answers. It decides what pages look like and where they lead; which way a form came
is said by the form's own token.
"""

import hmac
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from unicodedata import normalize

from flask import g, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from survey_app.web.runtime import runtime

COOKIE = "kiosk"
LASTS = timedelta(days=365)


class Kiosk(NamedTuple):
    """One public tablet, as its cookie says."""

    code: str  # of the placement where it stands
    community: str  # the code of its community
    size: str  # of reading.SIZES: what the text goes back to after each person
    mark: str  # 16 random hexadecimal digits: tells tablets apart and salts the staff code
    staff_code: str  # keyed hash of the staff code
    issued_at: int  # seconds since 1970


def current_kiosk() -> Kiosk | None:
    """The tablet that sends this request; None on everybody's own phone."""
    if "kiosk" not in g:
        g.kiosk = _read(request.cookies.get(COOKIE, ""))
    found: Kiosk | None = g.kiosk
    return found


def keep(response: Response, kiosk: Kiosk, *, secure: bool) -> None:
    """Make whoever gets this answer a tablet, for a year."""
    text = str(_serializer().dumps(kiosk))
    response.set_cookie(COOKIE, text, max_age=LASTS, httponly=True, samesite="Lax", secure=secure)


def new_kiosk(code: str, community: str, size: str, *, staff_code: str, mark: str) -> Kiosk:
    """A tablet from now on. mark : fresh random digits."""
    hashed = _hashed(staff_code, mark, runtime().keys.newest("session"))
    return Kiosk(code, community, size, mark, hashed, int(runtime().now().timestamp()))


def opens(kiosk: Kiosk, staff_code: str) -> bool:
    """Whether this is the tablet's staff code, also after keys were rotated."""
    keys = runtime().keys.all("session")
    hashes = [_hashed(staff_code, kiosk.mark, key) for key in keys]
    return any([hmac.compare_digest(kiosk.staff_code, one) for one in hashes])


def figures(typed: str | None) -> str:
    """A staff code as it was meant: Chinese keyboards may give full-width figures."""
    return normalize("NFKC", typed or "").replace(" ", "")


def _read(text: str) -> Kiosk | None:
    if not text:
        return None
    try:
        kiosk = Kiosk(*_serializer().loads(text))
    except (BadSignature, TypeError):
        return None
    age = runtime().now() - datetime.fromtimestamp(kiosk.issued_at, UTC)
    return kiosk if age < LASTS else None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(runtime().keys.all("session"), salt="kiosk")


def _hashed(staff_code: str, mark: str, key: str) -> str:
    # Keyed: a code of four figures would be guessed at once by whoever reads a plain hash.
    return hmac.new(key.encode(), f"kiosk {mark} {staff_code}".encode(), "sha256").hexdigest()
