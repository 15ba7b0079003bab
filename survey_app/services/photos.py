"""Photos as residents send them, made into small JPEG files that say nothing but what they show.

Every file is decoded and written anew: nothing of the sent bytes is kept, so neither the place and
the time that a phone hides in a photo nor anything that only looks like a photo gets any further.
What would keep a decoder busy for minutes or fill the memory is found before one sees the file.
"""

import hashlib
import re
from contextlib import suppress
from io import BytesIO
from threading import Lock
from typing import NamedTuple

from PIL import ExifTags, Image, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from survey_app.errors import marked
from survey_app.questionnaire.kinds import Refused

MOST_BYTES = 12 * 1024 * 1024
LONGEST_SIDE = 1600  # pixels
QUALITY = 80

# Millions of pixels, so that none takes more than about 200 MB to read. A plain JPEG is decoded in
# reduced size; one in steps needs up to 8 bytes a pixel, the others 4 to 16.
JPEG_MEGAPIXELS, JPEG_IN_STEPS_MEGAPIXELS = 40, 20
PNG_MEGAPIXELS, WEBP_MEGAPIXELS = 16, 10
MOST_SCANS = 100  # a photo that appears in steps has about ten
MOST_PARTS = 10_000  # a JPEG has below a hundred, a PNG one for some kilobytes
MOST_BETWEEN = 10_000  # bytes between the parts of a JPEG, which are read one by one

JPEG, PNG, WEBP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", re.compile(rb"RIFF.{4}WEBP", re.DOTALL)
HEIC = re.compile(rb".{4}ftyp(hei[cxms]|hev[cxms]|mif1|msf1|avif)", re.DOTALL)
# In a JPEG: 0xFF and the kind of part; 00 and D0 to D7 belong to the picture, 01 is nothing.
JPEG_PART = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])", re.DOTALL)
SCAN, END = 0xDA, 0xD9
# How the camera was held (Exif, tag 0x0112) -> what makes the photo upright.
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

EMPTY = marked("This file is empty. Please choose the photo again.")
TOO_LARGE = marked("This file is too large: a photo may have at most {most} MB.")
TOO_MANY_PIXELS = marked("This photo is too large: at most {most} million pixels can be read.")
NOT_READ = marked("This is not a photo that can be read. Please send a JPEG, PNG or WebP file.")
IS_HEIC = marked(
    "Photos of the kind HEIC cannot be read. Please choose “Most compatible” (JPEG) in the"
    " camera's settings, or send a screenshot of the photo."
)
BROKEN = marked("This photo is damaged or did not arrive whole. Please choose it again.")

_one_at_a_time = Lock()  # for the memory that a large photo takes


class Photo(NamedTuple):
    """A JPEG without metadata. key: SHA-256 of the content, 64 hexadecimal digits."""

    content: bytes
    width: int
    height: int
    key: str


def re_encode(content: bytes) -> Photo:
    """A JPEG, PNG or WebP file as an upright RGB JPEG of at most 1600 pixels a side.

    Of an animation it is the first picture. The same bytes always give the same photo.
    Raises Refused for everything else, and for what is too large, broken or made to do harm.
    """
    read, megapixels = _reader(content)
    with _one_at_a_time:
        try:
            picture = _small(read(BytesIO(content)), megapixels)
        except Refused:
            raise
        except Exception as error:  # decoders of hostile bytes raise whatever comes to hand
            raise Refused(BROKEN) from error
        body = BytesIO()
        picture.save(body, "JPEG", quality=QUALITY, optimize=True)
    small = body.getvalue()
    return Photo(small, picture.width, picture.height, hashlib.sha256(small).hexdigest())


def too_large() -> Refused:
    """What to say of a file of more than MOST_BYTES."""
    return Refused(TOO_LARGE, most=MOST_BYTES // 1024**2)


def _reader(content: bytes) -> tuple[type[ImageFile.ImageFile], int]:
    """Who reads this file, and millions of pixels that it may have at most."""
    if not content:
        raise Refused(EMPTY)
    if len(content) > MOST_BYTES:
        raise too_large()
    if content.startswith(JPEG):
        in_steps = _scans(content) > 1
        return JpegImageFile, JPEG_IN_STEPS_MEGAPIXELS if in_steps else JPEG_MEGAPIXELS
    if content.startswith(PNG):
        _refuse_many_parts(content)
        return PngImageFile, PNG_MEGAPIXELS
    if WEBP.match(content):
        return WebPImageFile, WEBP_MEGAPIXELS
    raise Refused(IS_HEIC if HEIC.match(content) else NOT_READ)


def _scans(content: bytes) -> int:
    """How often the picture is gone over; ten bytes can ask the decoder for one more time."""
    place = parts = scans = between = 0
    while found := JPEG_PART.search(content, place):
        if found[1][0] == END and scans:
            break
        between += 0 if scans else found.start() - place
        parts += 1
        scans += found[1][0] == SCAN
        if scans > MOST_SCANS or parts > MOST_PARTS or between > MOST_BETWEEN:
            raise Refused(BROKEN)
        place = found.end() + int.from_bytes(content[found.end() : found.end() + 2])
    if not scans:
        raise Refused(BROKEN)
    return scans


def _refuse_many_parts(content: bytes) -> None:
    place = len(PNG)
    for _ in range(MOST_PARTS):
        if place >= len(content):
            return
        place += 12 + int.from_bytes(content[place : place + 4])
    raise Refused(BROKEN)


def _small(picture: ImageFile.ImageFile, megapixels: int) -> Image.Image:
    """The picture, decoded; so far its header alone was read."""
    if picture.width * picture.height > megapixels * 1_000_000:
        raise Refused(TOO_MANY_PIXELS, most=megapixels)
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # JPEG alone: decode a half, quarter, eighth
    picture.load()
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    seen = picture if picture.mode == mode else picture.convert(mode)
    seen.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    paper = Image.new("RGB", seen.size, "white")  # has no metadata that could be written with it
    paper.paste(seen, mask=seen if mode == "RGBA" else None)
    turn = _turn(picture)
    return paper if turn is None else paper.transpose(turn)


def _turn(picture: Image.Image) -> Image.Transpose | None:
    """What makes it upright; metadata that cannot be read are no reason to lose the photo."""
    with suppress(Exception):
        return UPRIGHT.get(int(picture.getexif().get(ExifTags.Base.Orientation, 1)))
    return None
