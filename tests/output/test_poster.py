"""Posters are rendered and read like a person and a phone would: text layer and QR code."""

from dataclasses import replace
from io import BytesIO

import numpy as np
import png
import pypdfium2
import pytest
import zxingcpp

from survey_app.output.poster import Poster, card_png, poster_png, posters_pdf
from survey_app.output.typesetting import font_folder, typeset
from survey_app.paths import PACKAGE

ONE = Poster(
    url="https://sq.example.cn/q/K7MX-4Q9T-WP3RA",
    short_address="sq.example.cn/q/K7MX-4Q9T-WP3RA",
    city_title="湛江市一刻钟便民生活圈",
    district="赤坎区",
    street="南桥街道",
    community="百园社区",
    spot="农贸市场东门",
    code="K7MX-4Q9T-WP3RA",
    minutes=3,
    opens="8月20日",
    closes="9月10日",
    organiser="湛江市商务局",
    phone="0759-3336688",
    paper_place="百园社区党群服务中心",
)
NINE = [
    replace(ONE, community=f"{name}社区", url=f"{ONE.url}{i}", code=f"K7MX-{i}")
    for i, name in enumerate(
        ["百园", "南华", "海滨", "乐山", "乐金", "文保", "金城", "屋山", "龙潮"]
    )
]
TEXTS = ["city_title", "district", "street", "community", "spot", "title", "opens", "closes"]
TEXTS += ["organiser", "phone", "paper_place"]
HOSTILE = r'#evil() $x$ \ " * _ <a> @b'
LONG = "湛江经济技术开发区东海岛民安街道龙水岭村社区居民委员会"


def pages(posters):
    """Each page's text without white space, and its picture at 100 dpi."""
    pdf = pypdfium2.PdfDocument(posters_pdf(posters))
    for page in pdf:
        text = page.get_textpage().get_text_bounded()
        yield "".join(text.split()), page.render(scale=100 / 72, grayscale=True).to_numpy()


def codes(picture):
    return [code.text for code in zxingcpp.read_barcodes(np.ascontiguousarray(picture))]


def grey(file):
    width, height, rows, _ = png.Reader(BytesIO(file)).asRGBA8()
    return np.vstack([np.array(row, np.uint8) for row in rows]).reshape(height, width, 4)[:, :, 1]


@pytest.fixture(scope="module")
def nine():
    return list(pages(NINE))


def test_nine_communities_give_nine_pages_each_with_its_own_code(nine):
    assert [codes(picture.squeeze()) for _, picture in nine] == [[each.url] for each in NINE]


def test_a_page_says_where_when_who_and_how(nine):
    for each, (text, _) in zip(NINE, nine, strict=True):
        said = ["city_title", "district", "street", "community", "title", "organiser", "phone"]
        for field in [*said, "short_address", "spot", "code", "paper_place"]:
            assert getattr(each, field) in text
        assert "8月20日至9月10日" in text
        for words in ("约3分钟", "不记名", "不收费", "不要验证码", "不填身份证", "盖章处"):
            assert words in text


def test_code_is_80_mm_wide_or_more_with_its_quiet_zone(nine):
    picture = nine[0][1].squeeze()
    [code] = zxingcpp.read_barcodes(np.ascontiguousarray(picture))
    width = code.position.top_right.x - code.position.top_left.x
    assert width / 100 * 25.4 >= 80
    # Four modules of 29, white on every side.
    quiet = width * 4 / 29 * 0.95
    left, top = code.position.top_left.x, code.position.top_left.y
    around = picture[int(top - quiet) : int(top) - 1, int(left - quiet) : int(left + width + quiet)]
    assert (around > 250).all()


def test_page_is_a4_black_on_white_with_margins_of_10_mm(nine):
    picture = nine[0][1].squeeze()
    assert picture.shape == (1170, 827)
    inner = np.zeros(picture.shape, bool)
    inner[40:-40, 40:-40] = True
    assert (picture[~inner] == 255).all()


@pytest.mark.parametrize("times", [1, 30])
def test_long_texts_stay_on_one_page(times):
    long = replace(ONE, **dict.fromkeys(TEXTS, LONG * times), short_address="a.cn/" * 12)
    [(text, picture)] = pages([long])
    assert codes(picture.squeeze()) == [ONE.url]
    assert "不会用手机" in text
    if times == 1:
        assert text.count(LONG) == len(TEXTS)


def test_long_address_is_printed_unbroken():
    address = "bianminshenghuoquan.shangwuju.zhanjiang.example.gov.cn/q/K7MX-4Q9T-WP3RA"
    pdf = pypdfium2.PdfDocument(posters_pdf([replace(ONE, short_address=address)]))
    assert address in pdf[0].get_textpage().get_text_bounded()


def test_hostile_texts_are_printed_as_written():
    given = dict.fromkeys([*TEXTS, "short_address", "code"], HOSTILE)
    [(text, _)] = pages([replace(ONE, **given)])
    assert text.count("".join(HOSTILE.split())) == len(given)


def test_what_is_not_known_leaves_a_line_to_write_on_or_goes():
    bare = replace(ONE, opens=None, closes=None, organiser=None, phone=None, paper_place=None)
    [(text, _)] = pages([bare])
    assert "None" not in text
    assert "咨询电话：" in text
    assert "组织单位：" in text
    assert "至9月" not in text


@pytest.mark.parametrize(
    ("opens", "closes", "words"), [(None, "9月10日", "截至9月10日"), ("8月20日", None, "8月20日起")]
)
def test_one_date_alone_makes_sense(opens, closes, words):
    [(text, _)] = pages([replace(ONE, opens=opens, closes=closes)])
    assert words in text


def test_picture_for_chats_is_as_wide_as_asked_and_read_back():
    picture = grey(poster_png(ONE))
    assert picture.shape[1] == 1080
    assert codes(picture) == [ONE.url]


def test_the_same_posters_give_the_same_file():
    assert posters_pdf([ONE]) == posters_pdf([ONE])


def test_a_print_file_needs_a_poster():
    with pytest.raises(ValueError, match="at least one poster"):
        posters_pdf([])


def test_link_card_is_small_and_made_by_its_function():
    file = (PACKAGE / "web" / "static" / "card.png").read_bytes()
    assert len(file) < 12_000
    picture = grey(file)
    assert picture.shape == (300, 300)
    assert np.abs(picture.astype(int) - grey(card_png())).max() <= 2


def test_a_folder_without_fonts_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=str(tmp_path)):
        posters_pdf([ONE], fonts=tmp_path)


def test_fonts_may_come_from_another_folder(tmp_path):
    [font] = font_folder().glob("*.ttc")
    (tmp_path / font.name).symlink_to(font)
    assert posters_pdf([ONE], fonts=tmp_path) == posters_pdf([ONE])


def test_a_template_that_fails_says_why(tmp_path):
    template = tmp_path / "broken.typ"
    template.write_text("#panic()")
    with pytest.raises(RuntimeError, match=r"broken\.typ was not set: .*panicked"):
        typeset(template, {})


def test_templates_read_only_their_own_folder(tmp_path):
    template = tmp_path / "nosy.typ"
    template.write_text('#read("../secret")')
    (tmp_path.parent / "secret").write_text("secret")
    with pytest.raises(RuntimeError):
        typeset(template, {})
