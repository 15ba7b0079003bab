"""Every text of the interface is translated, and the compiled catalogues are the written ones."""

import re
from io import BytesIO

import pytest
from babel.messages.mofile import read_mo

from tests.catalogues import compiled, extracted, folder, read

LANGUAGES = ["zh_CN", "en"]
PLACE = re.compile(r"\{(\w*)[^{}]*\}")
MESSAGES = [message.id for message in extracted() if message.id]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_has_a_translation(language):
    catalogue = read(language)
    missing = [m for m in MESSAGES if not (m in catalogue and catalogue[m].string)]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_over(language):
    assert {m.id for m in read(language) if m.id} - set(MESSAGES) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_its_text(language):
    different = [
        m.id
        for m in read(language)
        if m.id and sorted(PLACE.findall(m.id)) != sorted(PLACE.findall(m.string))
    ]
    assert different == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language):
    committed = (folder(language) / "messages.mo").read_bytes()
    assert texts(committed) == texts(compiled(read(language)))


def texts(body: bytes) -> dict[str, str]:
    """What a .mo file says; its header, which holds a date, is left out."""
    return {m.id: m.string for m in read_mo(BytesIO(body)) if m.id}


def test_chinese_is_chinese():
    latin = re.compile(r"[A-Za-z]{2,}")
    plain = [
        m.string
        for m in read("zh_CN")
        if m.id and latin.search(PLACE.sub("", m.string)) and not re.search("[一-鿿]", m.string)
    ]
    assert plain == []


def test_english_says_what_the_code_says():
    assert [m.id for m in read("en") if m.id and m.string != m.id] == []


def test_no_text_is_a_doubtful_one():
    for language in LANGUAGES:
        assert [m.id for m in read(language) if m.fuzzy and m.id] == []
