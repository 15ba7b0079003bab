"""A receipt as a picture that a phone keeps: its QR code, and its code to read aloud below.

Drawn at once by Pillow with the type that comes with it, because it is made while somebody waits.
"""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from survey_app.output import qr

WIDTH, HEIGHT = 720, 784  # pixels: two for each of a narrow phone's
_MARGIN = 32  # pixels beside the code
_GREYS = 16  # between black and white: enough for smooth letters, and small
_TO_GREY = [round(light * (_GREYS - 1) / 255) for light in range(256)]
_PALETTE = [round(grey * 255 / (_GREYS - 1)) for grey in range(_GREYS) for _ in "RGB"]


def receipt_png(address: str, code: str) -> bytes:
    """A PNG picture of WIDTH × HEIGHT pixels, at most 10 kB: the QR code of `address`, and `code`.

    code : signs in groups, such as K7MX4Q-9TWP3R-ABCDEF. Every module of the QR code is a square
    of whole pixels inside a quiet zone of 4 modules.
    """
    symbol = _symbol(address)
    picture = Image.new("L", (WIDTH, HEIGHT), 255)
    picture.paste(symbol, ((WIDTH - symbol.width) // 2, 0))
    middle = (WIDTH / 2, (symbol.height + HEIGHT) / 2)
    ImageDraw.Draw(picture).text(middle, code, fill=0, font=_widest(code), anchor="mm")
    picture = picture.point(_TO_GREY)
    picture.putpalette(_PALETTE)
    file = BytesIO()
    picture.save(file, "PNG", bits=4)
    return file.getvalue()


def _symbol(address: str) -> Image.Image:
    """The QR code with its quiet zone, as large as whole pixels a module allow."""
    modules = qr.matrix(address)
    units = len(modules) + 2 * qr.BORDER
    inner = Image.new("L", (len(modules), len(modules)))
    inner.putdata([0 if dark else 255 for row in modules for dark in row])
    symbol = Image.new("L", (units, units), 255)
    symbol.paste(inner, (qr.BORDER, qr.BORDER))
    side = max(1, WIDTH // units) * units
    return symbol.resize((side, side), Image.Resampling.NEAREST)


def _widest(code: str) -> ImageFont.FreeTypeFont:
    """The largest type in which the code fits into one line."""
    size = 80
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    fitting = int(size * (WIDTH - 2 * _MARGIN) / font.getlength(code))
    return font.font_variant(size=min(size, fitting))
