"""Posters: one A4 page for one spot in one community, as PDF for print and as PNG for chats.

The layout and the fixed Chinese words are in reports/poster.typ.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from survey_app.output import qr
from survey_app.output.typesetting import typeset
from survey_app.paths import bundled

HEADLINE = "家门口的服务好不好，还缺什么？请您来说"
_A4_INCHES = 210 / 25.4


@dataclass(frozen=True, kw_only=True)
class Poster:
    """What one poster says, in the language it is printed in.

    `url` stands in the QR code, `short_address` is the same address as a person types it. Dates
    are words ("9月10日"); a standing code has none. Where `phone`, `organiser` or `paper_place` is
    None, paper leaves a line to write on, and the picture for chats leaves it out.
    """

    url: str
    short_address: str
    city_title: str
    district: str
    street: str
    community: str
    spot: str
    code: str
    minutes: int
    title: str = HEADLINE
    opens: str | None = None
    closes: str | None = None
    organiser: str | None = None
    phone: str | None = None
    paper_place: str | None = None


def posters_pdf(posters: Sequence[Poster], *, fonts: Path | None = None) -> bytes:
    """A PDF with one A4 page a poster, in the order given. ValueError if there is none.

    `fonts` is a folder with a Chinese font to use in place of the packaged one.
    """
    if not posters:
        raise ValueError("a print file needs at least one poster")
    inputs = _inputs(posters, "paper")
    return typeset(bundled("reports") / "poster.typ", inputs, fonts=fonts)


def poster_png(poster: Poster, *, width: int = 1080, fonts: Path | None = None) -> bytes:
    """One poster as a PNG picture `width` pixels wide, for reading and pressing long on a phone."""
    inputs = _inputs([poster], "screen")
    template = bundled("reports") / "poster.typ"
    return typeset(template, inputs, fonts=fonts, form="png", ppi=width / _A4_INCHES)


def card_png(*, fonts: Path | None = None) -> bytes:
    """The 300 × 300 picture beside a link in a chat; web/static/card.png is made by this."""
    return typeset(bundled("reports") / "card.typ", {}, fonts=fonts, form="png", ppi=72)


def _inputs(posters: Sequence[Poster], medium: Literal["paper", "screen"]) -> dict[str, str]:
    pages = [asdict(poster) | {"drawing": qr.svg(poster.url, label="")} for poster in posters]
    return {"posters": json.dumps(pages, ensure_ascii=False), "medium": medium}
