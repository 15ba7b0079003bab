"""QR codes are decoded again by another library, zxing-cpp."""

from io import BytesIO
from xml.etree import ElementTree

import numpy as np
import png
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from survey_app.output import qr

URL = "https://sq.example.cn/q/K7MX-4Q9T-WP3RA"
SVG = "{http://www.w3.org/2000/svg}"
url_texts = st.text(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHJKMNPQRSTVWXYZ0123456789-._~/?=&%", min_size=1
)


def picture(file: bytes) -> np.ndarray:
    width, height, rows, _ = png.Reader(BytesIO(file)).read()
    return np.array([list(row) for row in rows], np.uint8).reshape(height, width) * 255


def enlarged(modules: list[list[bool]]) -> np.ndarray:
    with_border = np.pad(np.array(modules), qr.BORDER)
    return np.where(with_border, 0, 255).astype(np.uint8).repeat(4, axis=0).repeat(4, axis=1)


def decoded(pixels: np.ndarray) -> list[str]:
    return [code.text for code in zxingcpp.read_barcodes(pixels)]


def test_png_is_read_back():
    assert decoded(picture(qr.png(URL))) == [URL]


@given(url_texts)
def test_any_address_is_read_back(rest):
    url = f"https://sq.example.cn/q/{rest}"
    assert decoded(enlarged(qr.matrix(url))) == [url]


@pytest.mark.parametrize("scale", [None, 1, 30])
def test_png_is_at_least_600_pixels_wide(scale):
    assert picture(qr.png(URL, scale=scale)).shape[1] >= 600


def test_scale_is_the_width_of_a_module():
    # 39 bytes need version 3 (29 modules), the quiet zone adds 8.
    assert picture(qr.png(URL, scale=30)).shape == (37 * 30, 37 * 30)


def test_png_keeps_a_quiet_zone_of_four_modules():
    pixels = picture(qr.png(URL, scale=20))
    assert (pixels[:80] == 255).all()
    assert (pixels[:, :80] == 255).all()
    assert pixels[80, 80] == 0


@pytest.mark.parametrize(
    ("length", "modules", "level"),
    # Byte capacities of versions 1 and 2 (ISO/IEC 18004): 14 and 26 at level M, 11 and 20 at Q.
    [(11, 21, "Q"), (12, 21, "M"), (14, 21, "M"), (15, 25, "Q"), (20, 25, "Q"), (21, 25, "M")],
)
def test_correction_is_q_where_it_costs_no_size(length, modules, level):
    symbol = qr.matrix("a" * length)
    assert len(symbol) == modules
    [code] = zxingcpp.read_barcodes(enlarged(symbol))
    assert code.ec_level == level


def test_svg_draws_exactly_the_matrix():
    root = ElementTree.fromstring(qr.svg("ab", label="x"))
    drawn = {
        (int(x) + i, int(y))
        for run in root.find(f"{SVG}path").get("d").split("z")[:-1]
        for x, y in [run[1 : run.index("h")].split()]
        for i in range(int(run[run.index("h") + 1 : run.index("v")]))
    }
    modules = qr.matrix("ab")
    assert drawn == {
        (x + 4, y + 4) for y, row in enumerate(modules) for x, dark in enumerate(row) if dark
    }


def test_svg_is_one_path_with_a_title_and_no_style():
    root = ElementTree.fromstring(qr.svg(URL, label='百园社区 <东门> & "西门"'))
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == '百园社区 <东门> & "西门"'
    assert len(root.findall(f".//{SVG}path")) == 1
    assert not any("style" in element.attrib for element in root.iter())


def test_svg_is_as_wide_as_its_modules():
    root = ElementTree.fromstring(qr.svg(URL, label="x", module=5))
    assert (root.get("viewBox"), root.get("width")) == ("0 0 37 37", "185")


@pytest.mark.parametrize("text", ["", "a" * 2332])
def test_what_fits_no_code_is_refused(text):
    with pytest.raises(ValueError, match="QR code"):
        qr.matrix(text)
