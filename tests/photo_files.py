"""Picture files as phones and as attackers make them."""

import struct
import zlib
from io import BytesIO

from PIL import ExifTags, Image

# A picture whose four corners differ, so that a turn shows.
CORNERS = {(0, 0): "red", (1, 0): "lime", (0, 1): "blue", (1, 1): "yellow"}
PLACE = 0x8825  # where Exif keeps latitude and longitude


def corners(width: int = 64, height: int = 32) -> Image.Image:
    """Red, lime, blue and yellow quarters, read like text."""
    picture = Image.new("RGB", (width, height))
    for (column, row), colour in CORNERS.items():
        size = (width // 2, height // 2)
        picture.paste(Image.new("RGB", size, colour), (column * size[0], row * size[1]))
    return picture


def encoded(picture: Image.Image, kind: str = "JPEG", **options: object) -> bytes:
    """A picture as a file."""
    body = BytesIO()
    picture.save(body, kind, **options)
    return body.getvalue()


def jpeg(width: int = 64, height: int = 32, **options: object) -> bytes:
    """A JPEG of the four corners."""
    return encoded(corners(width, height), **options)


def located_jpeg() -> bytes:
    """A JPEG as a phone makes it: held upright (turned by 90°), with place, time and owner."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif[ExifTags.Base.DateTime] = "2026:09:01 12:00:00"
    exif[ExifTags.Base.Artist] = "Owner Name"
    exif.get_ifd(PLACE)[ExifTags.GPS.GPSLatitude] = (21.0, 16.0, 12.0)
    return jpeg(exif=exif, comment=b"Owner Name", icc_profile=b"Owner Name" * 20, xmp=b"Owner Name")


def pixels(content: bytes) -> list[tuple[int, int, int]]:
    """The colours of the four corners, read like text."""
    picture = Image.open(BytesIO(content))
    right, bottom = picture.width - 1, picture.height - 1
    places = [(0, 0), (right, 0), (0, bottom), (right, bottom)]
    return [picture.getpixel(place) for place in places]


def png_part(name: bytes, content: bytes) -> bytes:
    """One part of a PNG."""
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


def png_header(width: int, height: int, mode: int = 6) -> bytes:
    """The beginning of a PNG of that size (mode 6: RGBA)."""
    header = struct.pack(">IIBBBBB", width, height, 8, mode, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_part(b"IHDR", header)


def png_bomb(side: int = 30_000) -> bytes:
    """A small PNG that unpacks to gigabytes."""
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(1 + side * 4)) for _ in range(200)) + packer.flush()
    return png_header(side, side) + png_part(b"IDAT", rows) + png_part(b"IEND", b"")


def resized(content: bytes, width: int, height: int) -> bytes:
    """A JPEG that claims to be larger than it is."""
    place = next(content.index(m) for m in (b"\xff\xc0", b"\xff\xc2") if m in content) + 5
    return content[:place] + struct.pack(">HH", height, width) + content[place + 4 :]


def many_scans(width: int = 5000, height: int = 3900) -> bytes:
    """A JPEG in steps that asks for the same step a hundred thousand times."""
    plain = resized(jpeg(progressive=True), width, height)
    first = plain.index(b"\xff\xda")
    second = plain.index(b"\xff\xda", first + 2)
    return plain[:second] + plain[first : first + 14] * 100_000 + b"\xff\xd9"


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(200)
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
HOSTILE = {
    "empty": b"",
    "text": b"hello",
    "svg": SVG,
    "svg called jpeg": b"\xff\xd8\xff" + SVG,
    "html": b"<!doctype html><script>alert(1)</script>",
    "gif": encoded(corners(), "GIF"),
    "tiff": encoded(corners(), "TIFF"),
    "bmp": encoded(corners(), "BMP"),
    "ppm": b"P6 99999 99999 255\n",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%stdout) (w) file",
    "pdf": b"%PDF-1.7\n1 0 obj",
    "zip": b"PK\x03\x04" + bytes(30),
    "elf": b"\x7fELF" + bytes(60),
    "heic": HEIC,
    "avif": HEIC.replace(b"ftypheic", b"ftypavif"),
    "video": b"\x00\x00\x00\x18ftypmp42" + bytes(200),
    "jpeg start": b"\xff\xd8\xff",
    "jpeg half": jpeg(640, 320)[:2000],
    "jpeg without end": jpeg(640, 320)[:-20],
    "jpeg of ff": b"\xff\xd8" + b"\xff" * 12_000_000 + b"\0",
    "jpeg of restarts": b"\xff\xd8" + b"\xff\xd0" * 6_000_000,
    "jpeg of starts": b"\xff\xd8" * 6_000_000,
    "jpeg of ends": b"\xff\xd8" + b"\xff\xd9" * 6_000_000,
    "jpeg of parts": b"\xff\xd8" + b"\xff\xfe\x00\x02" * 3_000_000,
    "jpeg of parts after the end": b"\xff\xd8\xff\xd9" + b"\xff\xfe\x00\x02" * 3_000_000,
    "jpeg of scans": many_scans(),
    "jpeg bomb": resized(jpeg(), 65_000, 65_000),
    "jpeg in steps bomb": resized(jpeg(progressive=True), 7_000, 5_000),
    "jpeg of size 0": resized(jpeg(), 0, 0),
    "png start": png_header(10, 10),
    "png half": encoded(corners(640, 320), "PNG")[:300],
    "png wrong sum": encoded(corners(), "PNG").replace(b"IDAT", b"IDAX"),
    "png bomb": png_bomb(),
    "png of parts": png_header(10, 10) + png_part(b"vpAg", b"") * 1_000_000,
    "png of size 0": png_header(0, 0),
    "png text bomb": png_header(9, 9)
    + png_part(b"zTXt", b"x\0\0" + zlib.compress(bytes(50_000_000)))
    + png_part(b"IEND", b""),
    "webp start": b"RIFF\x10\x00\x00\x00WEBPVP8 ",
    "webp half": encoded(corners(640, 320), "WEBP")[:200],
    "webp bomb": encoded(Image.new("RGB", (16_000, 1_000)), "WEBP", quality=1, method=0),
    "13 MB": jpeg() + bytes(13 * 1024 * 1024),
}
