"""Pages filled without compressing anew are the same pages."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.web.prerender import Prerendered, gzipped, mark

words = st.text(st.characters(exclude_categories=["Cs", "Co"]), max_size=300)
pages = st.lists(words | st.sampled_from([mark("a"), mark("b")]), max_size=8).map("".join)


@given(pages, words, words)
def test_the_compressed_page_is_the_plain_page(html, a, b):
    values = {"a": a, "b": b}
    page = Prerendered(html)
    plain = page.html(values)
    assert gzip.decompress(page.gzip(values)) == plain
    assert plain.decode() == html.replace(mark("a"), a).replace(mark("b"), b)


@pytest.mark.parametrize("value", ["", "字" * 21_845, "<b>", "👨‍👩‍👧", mark("a")])
def test_a_value_may_be_empty_long_or_look_like_a_mark(value):
    page = Prerendered(f"前{mark('a')}中{mark('a')}后")
    assert gzip.decompress(page.gzip({"a": value})).decode() == f"前{value}中{value}后"


def test_a_value_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="at most 65535 bytes, got 65536"):
        Prerendered(mark("a")).gzip({"a": "x" * 65_536})


def test_a_page_without_marks_needs_no_values():
    assert gzip.decompress(Prerendered("只有字").gzip({})).decode() == "只有字"


def test_a_value_that_is_missing_is_an_error_and_no_gap():
    with pytest.raises(KeyError):
        Prerendered(mark("a")).html({})


@given(st.binary(max_size=1000))
def test_other_pages_are_compressed_whole(body):
    assert gzip.decompress(gzipped(body)) == body
