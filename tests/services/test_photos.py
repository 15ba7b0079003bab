"""Photos come out small, upright and silent; what is no photo is refused, soon and in words."""

import subprocess
import sys
import time
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from survey_app.paths import BESIDE
from survey_app.questionnaire.kinds import Refused
from survey_app.services.photos import re_encode
from tests.photo_files import HOSTILE, corners, encoded, jpeg, located_jpeg, pixels

RED, LIME, BLUE, YELLOW = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 0)
UPRIGHT = [RED, LIME, BLUE, YELLOW]
# What each way of holding the camera (Exif 2.3, table 5) makes of the four corners.
TURNED = {
    1: [RED, LIME, BLUE, YELLOW],
    2: [LIME, RED, YELLOW, BLUE],
    3: [YELLOW, BLUE, LIME, RED],
    4: [BLUE, YELLOW, RED, LIME],
    5: [RED, BLUE, LIME, YELLOW],
    6: [BLUE, RED, YELLOW, LIME],
    7: [YELLOW, LIME, BLUE, RED],
    8: [LIME, YELLOW, RED, BLUE],
}
# Reads 40 million pixels in a new process; prints seconds and the peak of its memory in MB.
LARGE = """
import sys, time
from pathlib import Path
from survey_app.services.photos import re_encode
content = sys.stdin.buffer.read()
before = time.process_time()
photo = re_encode(content)
peak = Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]
print(time.process_time() - before, int(peak) // 1024, photo.width, photo.height)
"""


def are_close(colours, wanted) -> bool:
    pairs = zip(colours, wanted, strict=True)
    return all(abs(a - b) < 60 for one, two in pairs for a, b in zip(one, two, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_becomes_a_jpeg_of_the_same_picture(kind):
    photo = re_encode(encoded(corners(), kind))
    assert (photo.width, photo.height) == (64, 32)
    assert Image.open(BytesIO(photo.content)).format == "JPEG"
    assert are_close(pixels(photo.content), UPRIGHT)
    assert len(photo.key) == 64


@pytest.mark.parametrize(
    ("size", "made"),
    [((3200, 1000), (1600, 500)), ((1000, 3200), (500, 1600)), ((1600, 9), (1600, 9))],
)
def test_the_longest_side_has_at_most_1600_pixels(size, made):
    photo = re_encode(jpeg(*size))
    assert (photo.width, photo.height) == made


@pytest.mark.parametrize("held", TURNED)
def test_however_the_camera_was_held_the_photo_is_upright(held):
    exif = Image.Exif()
    exif[0x0112] = held
    photo = re_encode(jpeg(exif=exif))
    assert are_close(pixels(photo.content), TURNED[held])
    assert (photo.width, photo.height) == ((64, 32) if held < 5 else (32, 64))


def test_place_time_and_names_in_a_photo_are_gone():
    sent = located_jpeg()
    assert sent.count(b"Owner Name") > 3
    kept = re_encode(sent).content
    picture = Image.open(BytesIO(kept))
    assert not picture.getexif()
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"Owner" not in kept
    assert b"Exif" not in kept


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_texts_in_other_kinds_are_gone(kind):
    exif = Image.Exif()
    exif[0x013B] = "Owner Name"
    assert b"Owner" not in re_encode(encoded(corners(), kind, exif=exif)).content


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
@pytest.mark.parametrize("exif", [b"Exif\0\0" + b"\xff" * 500, b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"])
def test_broken_metadata_are_no_reason_to_lose_a_photo(exif):
    assert re_encode(jpeg(exif=exif)).width == 64


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_any_way_to_write_colours_becomes_rgb(mode):
    photo = re_encode(encoded(Image.new(mode, (20, 10)), "PNG"))
    assert Image.open(BytesIO(photo.content)).mode == "RGB"


def test_a_print_shop_s_jpeg_becomes_rgb():
    photo = re_encode(encoded(corners().convert("CMYK")))
    assert are_close(pixels(photo.content), UPRIGHT)


def test_what_can_be_seen_through_is_white():
    clear = Image.new("RGBA", (10, 10), (255, 0, 0, 0))
    assert pixels(re_encode(encoded(clear, "PNG")).content) == [(255, 255, 255)] * 4


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_an_animation_the_first_picture_is_kept(kind):
    more = [Image.new("RGB", (64, 32), "black")] * 2
    sent = encoded(corners(), kind, save_all=True, append_images=more)
    assert are_close(pixels(re_encode(sent).content), UPRIGHT)


def test_nothing_that_hangs_on_to_a_photo_is_kept():
    photo = re_encode(jpeg() + b"<script>alert(1)</script>PK\x03\x04")
    assert b"script" not in photo.content
    assert photo == re_encode(jpeg())


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_photo_is_refused_soon(name):
    before = time.process_time()
    with pytest.raises(Refused) as refused:
        re_encode(HOSTILE[name])
    assert time.process_time() - before < 2
    assert refused.value.text().endswith(".")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("empty", "This file is empty"),
        ("svg", "send a JPEG, PNG or WebP"),
        ("heic", "Most compatible"),
        ("video", "not a photo"),
        ("13 MB", "at most 12 MB"),
        ("jpeg half", "did not arrive whole"),
        ("jpeg bomb", "at most 40 million pixels"),
        ("png bomb", "at most 16 million pixels"),
        ("webp bomb", "at most 10 million pixels"),
    ],
)
def test_a_refusal_says_what_is_wrong_and_what_would_be_right(name, words):
    with pytest.raises(Refused, match=words):
        re_encode(HOSTILE[name])


@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.data())
def test_a_photo_with_changed_bytes_is_a_photo_or_refused(kind, data):
    content = bytearray(encoded(corners(), kind))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(Refused):
        assert re_encode(bytes(content)).width > 0


@given(st.binary(max_size=300), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b""]))
def test_any_bytes_are_a_photo_or_refused(content, start):
    with pytest.raises(Refused):
        re_encode(start + content)


@pytest.mark.parametrize(
    ("kind", "size", "options"),
    [
        ("JPEG", (7300, 5470), {}),
        ("JPEG", (5400, 3700), {"progressive": True, "subsampling": 0}),
        ("PNG", (4000, 4000), {"compress_level": 1}),
        ("WEBP", (4000, 2500), {"quality": 30, "method": 0}),
    ],
    ids=["jpeg", "jpeg in steps", "png", "webp"],
)
def test_the_largest_photos_take_little_time_and_memory(kind, size, options):
    picture = Image.radial_gradient("L").resize(size).convert("RGB" if kind == "JPEG" else "RGBA")
    done = subprocess.run(
        [sys.executable, "-c", LARGE],
        input=encoded(picture, kind, **options),
        cwd=BESIDE,
        capture_output=True,
        check=True,
    )
    seconds, megabytes, width, _ = map(float, done.stdout.split())
    assert width == 1600
    assert seconds < 5
    assert megabytes < 245  # of which the interpreter takes 45
