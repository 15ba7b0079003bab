"""QR codes of addresses: as a matrix, as an SVG drawing, as a PNG file.

The mask pattern is fixed, because trying all eight makes the code five times slower and scanners
read any of them. Error correction is level M (15 % of the symbol may be lost), raised to level Q
(25 %) where that fits the same symbol size. The quiet zone is 4 modules, as ISO/IEC 18004 asks.
"""

from html import escape
from io import BytesIO
from itertools import groupby
from typing import Any

from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M, ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.image.pure import PyPNGImage

BORDER = 4
_MASK_PATTERN = 2
_LEAST_PIXELS = 600


def matrix(text: str) -> list[list[bool]]:
    """The dark modules of the symbol, row by row, without the quiet zone: (k, k), k = 21 … 177.

    Raises ValueError if text is empty or does not fit the largest symbol (2,331 bytes).
    """
    return [[bool(module) for module in row] for row in _symbol(text).modules]


def path(modules: list[list[bool]]) -> str:
    """SVG path data that draws the modules as runs of unit squares, quiet zone to be left around.

    The origin is the outer corner of the quiet zone, so the drawing is len(modules) + 8 units wide.
    """
    strokes = []
    for y, row in enumerate(modules, BORDER):
        x = BORDER
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                strokes.append(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    return "".join(strokes)


def svg(text: str, *, label: str, module: int = 8) -> str:
    """A drawing with its quiet zone, `module` pixels a module, read out as `label`.

    Attributes only, so it may stand inline under a strict content security policy.
    """
    modules = matrix(text)
    units = len(modules) + 2 * BORDER
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {units} {units}" '
        f'width="{units * module}" height="{units * module}" shape-rendering="crispEdges">'
        f"<title>{escape(label)}</title>"
        f'<rect width="{units}" height="{units}" fill="#fff"/>'
        f'<path fill="#000" d="{path(modules)}"/></svg>'
    )


def png(text: str, *, scale: int | None = None) -> bytes:
    """A black-and-white PNG file with its quiet zone, `scale` pixels a module.

    Without scale, or where scale is too small for it, the picture is at least 600 pixels wide:
    less is read badly when pressed long in a chat or enlarged for print.
    """
    symbol = _symbol(text)
    units = symbol.modules_count + 2 * BORDER
    symbol.box_size = max(scale or 1, -(-_LEAST_PIXELS // units))
    picture = BytesIO()
    symbol.make_image(image_factory=PyPNGImage).save(picture)
    return picture.getvalue()


def _symbol(text: str) -> "QRCode[Any]":
    """The smallest symbol at level M, at level Q if that is no larger."""
    if not text:
        raise ValueError("a QR code needs a text, got an empty one")
    symbol = _unmade(text, ERROR_CORRECT_M)
    try:
        version = symbol.version
    except (DataOverflowError, ValueError) as error:
        raise ValueError(f"{len(text)} characters do not fit into a QR code") from error
    stronger = _unmade(text, ERROR_CORRECT_Q, version)
    try:
        stronger.make(fit=False)
    except DataOverflowError:
        symbol.make(fit=False)
        return symbol
    return stronger


def _unmade(text: str, level: int, version: int | None = None) -> "QRCode[Any]":
    symbol: QRCode[Any] = QRCode(
        version, error_correction=level, border=BORDER, mask_pattern=_MASK_PATTERN
    )
    symbol.add_data(text)
    return symbol
