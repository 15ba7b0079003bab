"""大字版 and the language: named by an address, remembered, and carried on by every link."""

import gzip
import re

import pytest

from survey_app.web import bundles

ROOT = re.compile(r'<html lang="([^"]+)" class="([^"]+)"')


def root(answer):
    """(language, classes) of a page."""
    found = ROOT.search(answer.text)
    assert found, answer.text[:300]
    return found[1], found[2].split()


def test_a_page_is_standard_and_chinese_when_nothing_is_asked_for(city):
    assert root(city.client.get("/")) == ("zh-CN", ["resident", "size-standard"])
    assert root(city.client.get("/?lang=en")) == ("en", ["resident", "size-standard"])


@pytest.mark.parametrize("size", ["large", "larger", "largest"])
def test_a_size_that_an_address_names_is_remembered_for_a_year(city, size):
    phone = city.client
    answer = phone.get(f"/q/{city.code}?text={size}")
    assert root(answer)[1] == ["resident", f"size-{size}", "elder"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"text={size};")
    assert "Max-Age=31536000" in cookie
    assert "Path=/" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie  # http on loopback; scripts have to read it, too
    assert "HttpOnly" not in cookie
    assert root(phone.get("/"))[1] == ["resident", f"size-{size}", "elder"]
    assert "Set-Cookie" not in phone.get("/").headers
    assert root(phone.get("/?text=standard"))[1] == ["resident", "size-standard"]
    assert root(phone.get("/"))[1] == ["resident", "size-standard"]


def test_the_cookie_is_for_https_alone_where_the_page_came_by_it(city):
    answer = city.client.get("/?text=large", base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]


@pytest.mark.parametrize("size", ["", "huge", "large elder", '"><script>', "大"])
def test_a_size_that_does_not_exist_is_the_standard_one(city, size):
    phone = city.client
    answer = phone.get("/", query_string={"text": size})
    assert root(answer)[1] == ["resident", "size-standard"]
    assert "Set-Cookie" not in answer.headers
    phone.set_cookie("text", "huge")
    assert root(phone.get("/"))[1] == ["resident", "size-standard"]


def test_the_address_is_worth_more_than_the_cookie(city):
    phone = city.client
    phone.set_cookie("text", "large")
    assert root(phone.get("/?text=largest"))[1] == ["resident", "size-largest", "elder"]


def test_links_carry_on_a_named_size_for_phones_that_refuse_cookies(city):
    page = city.client.get(f"/q/{city.code}?lang=en&text=larger").text
    assert f'href="/q/{city.code}/sat?lang=en&amp;text=larger"' in page
    assert 'href="?text=larger" lang="zh-CN"' in page
    kept = city.client
    kept.set_cookie("text", "larger")
    assert f'href="/q/{city.code}/sat"' in kept.get(f"/q/{city.code}").text


@pytest.mark.parametrize(
    ("size", "ways"),
    [
        ("standard", ["large"]),
        ("large", ["standard", "larger"]),
        ("larger", ["standard", "largest"]),
        ("largest", ["standard", "large"]),
    ],
)
def test_each_size_leads_to_the_others_without_script(city, size, ways):
    page = city.client.get(f"/q/{city.code}?text={size}").text
    assert re.findall(r'<a class="switch" href="\?text=(\w+)" data-size', page) == ways
    # What a script would bring up is there, cannot be sent, and is no second link.
    others = re.findall(
        r'<button class="switch" type="button" data-size="\w+" data-in="(.+?)"', page
    )
    assert len(others) == 5 - len(ways)
    assert all(size not in inside.split() for inside in others)


def test_a_form_brings_its_answers_along_when_the_size_or_the_language_changes(city):
    page = city.client.get(f"/q/{city.code}/sat").text
    buttons = re.findall(r'<button class="switch" form="form" [^>]+>', page)
    address = f'formaction="/q/{city.code}/sat?send&amp;'
    assert len(buttons) == 2
    assert f'name="show" value="again" {address}text=large"' in buttons[0]
    assert f'name="show" value="again" {address}lang=en"' in buttons[1]
    # The button that “Enter” presses comes first, and is none of these.
    assert page.index('<button class="unseen" form="form"') < page.index(buttons[0])


@pytest.mark.parametrize("name", ["app.css", "form.js", "staff.css", "editor.js"])
def test_sheets_and_scripts_are_compressed_once_and_kept_for_ever(city, name):
    plain = city.client.get(f"/static/{name}")
    packed = city.client.get(f"/static/{name}", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    for answer in (plain, packed):
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Vary"] == "Accept-Encoding"
    kind = "text/css" if name.endswith("css") else "text/javascript"
    assert packed.mimetype == kind


def test_every_string_of_our_scripts_arrives_as_it_was_written():
    string = re.compile(r'"(?:\\.|[^"\\\n])*"')
    parts = [(bundles.STATIC / part).read_text("utf-8") for part in bundles.PARTS["form.js"]]
    lines = "".join(parts).splitlines()
    code = [line for line in lines if not line.strip().startswith("//")]
    wanted = [text for line in code for text in string.findall(line.split("; //")[0])]
    assert string.findall(bundles.joined("form.js")) == wanted
    assert not any("`" in line for line in code)  # such a string may go over several lines


def test_comments_stay_at_home():
    assert "//" not in re.sub(r'"(?:\\.|[^"\\\n])*"', "", bundles.joined("form.js"))
    assert "/*" not in bundles.joined("app.css")


@pytest.mark.parametrize("path", ["/", "/q/{code}", "/q/{code}/sat", "/q/K7MX4Q9TWP3RAB"])
def test_nothing_stands_in_a_page_that_the_policy_would_refuse(city, path):
    answer = city.client.get(path.format(code=city.code))
    assert re.findall(r"<script(?! src)|<style|\sstyle=|\son[a-z]+=", answer.text) == []
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'; img-src")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert re.findall(r"<script[^>]+>", answer.text) == [
        tag for tag in re.findall(r"<script[^>]+>", answer.text) if "defer" in tag
    ]
    assert 'content="light dark"' in answer.text


def test_a_closed_questionnaire_leads_on_to_the_community(city):
    page = city.client.get(f"/q/{city.code}/none?lang=en&text=large")
    assert page.status_code == 404
    assert 'href="/c/CK-BAIYUAN?lang=en&amp;text=large"' in page.text
