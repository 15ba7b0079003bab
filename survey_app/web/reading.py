"""How somebody reads: in which language, how large, and on whose device.

An address may say both (`?lang=en&text=large`); the size is remembered in a cookie that holds
nothing else, so that 大字版 stays 大字版 on every page and on the next visit.
"""

from typing import NamedTuple

from flask import Response, g, request

from survey_app.web.kiosk_cookie import current_kiosk

SIZES = ("standard", "large", "larger", "largest")  # 18, 22, 26 and 30 px
COOKIE = "text"
YEAR = 365 * 24 * 3600


class Reading(NamedTuple):
    """What a request's page depends on. Hashable: pages that are made ahead are kept by it."""

    language: str = "zh"
    size: str = "standard"
    is_size_named: bool = False  # by the address, so that links have to go on naming it
    is_kiosk: bool = False  # a public tablet, whose pages have ways of their own

    @property
    def arguments(self) -> dict[str, str]:
        """What links on this page carry on."""
        language = {"lang": "en"} if self.language == "en" else {}
        return language | ({"text": self.size} if self.is_size_named else {})

    @property
    def is_elder(self) -> bool:
        """Whether this is 大字版, in whatever size."""
        return self.size != "standard"


def choose() -> None:
    """Set g.reading and g.language for a request: the address first, then the cookie."""
    named = request.args.get("text", "")
    is_named = named in SIZES
    kept = request.cookies.get(COOKIE, "")
    size = named if is_named else kept if kept in SIZES else SIZES[0]
    g.language = "en" if request.args.get("lang") == "en" else "zh"
    g.reading = Reading(g.language, size, is_named, current_kiosk() is not None)


def of_request() -> Reading:
    """How this request reads; as usual where nobody could be asked, such as on error pages."""
    found = g.get("reading")
    return found if isinstance(found, Reading) else Reading(g.get("language", "zh"))


def remember(response: Response) -> Response:
    """Keep a size that the address named, for a year."""
    way = of_request()
    if way.is_size_named and request.cookies.get(COOKIE) != way.size:
        response.set_cookie(
            COOKIE, way.size, max_age=YEAR, samesite="Lax", secure=request.is_secure
        )
    return response
