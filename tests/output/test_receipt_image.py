"""The picture of a receipt: read by another library, small, and with the code in letters."""

from io import BytesIO

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from survey_app.output import qr
from survey_app.output.receipt_image import HEIGHT, WIDTH, receipt_png

CODE = "K7MX4Q-9TWP3R-ABCDEF"
ADDRESSES = [
    "http://127.0.0.1:8000/r/K7MX4Q9TWP3RABCDEF",
    "https://sq.example.cn/r/K7MX4Q9TWP3RABCDEF",
    f"https://{'bianmin.' * 8}example.gov.cn/r/K7MX4Q9TWP3RABCDEF",
]


def pixels(file: bytes) -> np.ndarray:
    return np.array(Image.open(BytesIO(file)).convert("L"))


@pytest.mark.parametrize("address", ADDRESSES)
def test_it_is_read_back_and_small(address):
    file = receipt_png(address, CODE)
    assert len(file) <= 10_000
    picture = pixels(file)
    assert picture.shape == (HEIGHT, WIDTH)
    assert [code.text for code in zxingcpp.read_barcodes(picture)] == [address]


@pytest.mark.parametrize("address", ADDRESSES)
def test_modules_are_sharp_inside_a_quiet_zone_of_four(address):
    units = len(qr.matrix(address)) + 2 * qr.BORDER
    module = WIDTH // units
    side, left = module * units, (WIDTH - module * units) // 2
    symbol = pixels(receipt_png(address, CODE))[:side, left : left + side]
    assert set(np.unique(symbol)) == {0, 255}
    dark = np.argwhere(symbol == 0)
    assert dark.min() == 4 * module
    assert dark.max() == side - 4 * module - 1


@pytest.mark.parametrize("code", [CODE, "111111-111111-111111", "WWWWWW-WWWWWW-WWWWWW"])
def test_the_code_stands_below_in_large_letters_inside_the_picture(code):
    address = ADDRESSES[0]
    units = len(qr.matrix(address)) + 2 * qr.BORDER
    below = pixels(receipt_png(address, code))[WIDTH // units * units - 4 :]
    rows, columns = np.nonzero(below < 128)
    assert rows.max() - rows.min() >= 24  # pixels: 12 points on a phone, and more
    assert 16 <= columns.min() < columns.max() <= WIDTH - 16
    assert rows.min() > 0
    assert rows.max() < len(below) - 1
