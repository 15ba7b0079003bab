"""Posters: one A4 page for one spot in one community, as PDF for print and as PNG for chats.

The layout is reports/poster.typ, set by typst. Texts go in as JSON, which typst only shows. The
fonts are those of the package manimgx-fonts-cjk, or of a folder that the caller names; the
machine's own fonts are left out, so that a poster looks the same everywhere.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import typst

from survey_app.output import qr
from survey_app.paths import bundled

HEADLINE = "家门口的服务好不好，还缺什么？请您来说"
_A4_INCHES = 210 / 25.4
_FONT_FILES = {".ttf", ".otf", ".ttc", ".otc"}


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
    """A PDF with one A4 page a poster, in the order given. ValueError if there is none."""
    if not posters:
        raise ValueError("a print file needs at least one poster")
    return _typeset("poster.typ", _inputs(posters, "paper"), fonts=fonts, format="pdf")


def poster_png(poster: Poster, *, width: int = 1080, fonts: Path | None = None) -> bytes:
    """One poster as a PNG picture `width` pixels wide, for reading and pressing long on a phone."""
    ppi = width / _A4_INCHES
    return _typeset("poster.typ", _inputs([poster], "screen"), fonts=fonts, format="png", ppi=ppi)


def card_png(*, fonts: Path | None = None) -> bytes:
    """The 300 × 300 picture beside a link in a chat; web/static/card.png is made by this."""
    return _typeset("card.typ", {}, fonts=fonts, format="png", ppi=72)


def font_folder(fonts: Path | None = None) -> Path:
    """The folder to set type from: `fonts`, else that of the installed font package.

    Raises FileNotFoundError, naming the folder and the cure, if no font file is in it.
    """
    spec = find_spec("manimgx_fonts_cjk")
    packaged = (spec.submodule_search_locations or []) if spec else []
    for folder in [fonts] if fonts else map(Path, packaged):
        if folder.is_dir() and any(f.suffix.lower() in _FONT_FILES for f in folder.rglob("*")):
            return folder
    raise FileNotFoundError(
        f"No font file in {fonts}. Name a folder with a Chinese font (.otf, .ttf, .ttc)."
        if fonts
        else "The fonts for posters are missing. Install the package manimgx-fonts-cjk, "
        "or name a folder with a Chinese font."
    )


def _inputs(posters: Sequence[Poster], medium: Literal["paper", "screen"]) -> dict[str, str]:
    pages = [asdict(p) | {"drawing": qr.svg(p.url, label=p.url)} for p in posters]
    return {"posters": json.dumps(pages, ensure_ascii=False), "medium": medium}


def _typeset(
    template: str,
    inputs: dict[str, str],
    *,
    fonts: Path | None,
    format: Literal["pdf", "png"],
    ppi: float | None = None,
) -> bytes:
    folder = bundled("reports")
    made = typst.compile(
        folder / template,
        root=folder,
        font_paths=[font_folder(fonts)],
        ignore_system_fonts=True,
        format=format,
        ppi=ppi,
        sys_inputs=inputs,
    )
    if not isinstance(made, bytes):
        raise RuntimeError(f"{template} must give one page, gave {type(made).__name__}")
    return made
