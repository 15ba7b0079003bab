"""The receipt on a phone: its picture comes on tap; deleting takes two taps, undoing one."""

import pytest
from playwright.sync_api import expect


@pytest.mark.parametrize("address", ["", "?text=largest"])
def test_the_picture_is_fetched_on_tap_and_fits_the_screen(city, served, new_page, address):
    page, asked = new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(served + city.send().location + address)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if ".png" in url]
    assert len(asked) <= 4
    page.locator("summary").tap()
    image = page.locator("details img")
    expect(image).to_have_js_property("complete", True)
    expect(image).to_have_js_property("naturalWidth", 720)
    assert image.bounding_box()["width"] > 200
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize("scripts", [True, False])
def test_deleting_takes_two_taps_and_one_brings_it_back(city, served, new_page, scripts):
    page = new_page(java_script_enabled=scripts)
    receipt = city.send().location
    page.goto(served + receipt)
    page.locator("summary").tap()
    page.locator("details a[href*=erase]").tap()
    page.locator("main button[type=submit]").tap()
    page.wait_for_url(f"**{receipt}")
    assert [row.erased_at for row in city.responses()] == [city.clock.now]
    page.locator("form[action*=restore] button").tap()
    expect(page.locator(".tick")).to_be_visible()
    assert [row.erased_at for row in city.responses()] == [None]
