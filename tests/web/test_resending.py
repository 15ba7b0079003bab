"""The same form sent again and again, in a row and at once, is one row and the same thanks."""

import pytest

from tests.city import SAT
from tests.web.posting import PROCESSES, THREADS, post_at_once


@pytest.mark.parametrize("with_cookies", [False, True])
def test_ten_times_in_a_row_is_one_row_and_ten_thanks(city_on_both, with_cookies):
    city = city_on_both
    token = city.open_form()
    kept = city.client
    form = {**SAT, "form": token}
    path = f"/q/{city.code}/sat"
    clients = [kept if with_cookies else city.client for _ in range(10)]
    pages = [client.post(path, data=form, follow_redirects=True) for client in clients]
    assert {page.status_code for page in pages} == {200}
    assert len({page.text for page in pages}) == 1
    assert "已收到" in pages[0].text
    assert len(city.responses()) == 1


def test_the_same_form_with_other_answers_leaves_the_first_ones(city_on_both):
    city = city_on_both
    token = city.open_form()
    first = city.send(token=token, S10="5")
    second = city.send(token=token, S10="1", S20="FAR")
    assert first.location == second.location
    assert [row.answers["S10"] for row in city.responses()] == ["5"]


def test_an_erased_form_that_comes_again_stays_erased_and_says_so(city_on_both):
    city = city_on_both
    token = city.open_form()
    receipt = city.send(token=token).location
    city.client.post(f"{receipt}/erase")
    deleted = city.client.get(receipt).text
    again = city.send(token=token)
    assert again.location == receipt
    assert city.client.get(receipt).text == deleted
    assert "已收到" not in deleted
    assert len([row for row in city.responses() if row.erased_at is None]) == 0


def test_processes_that_send_at_once_lose_nothing_and_double_nothing(city_on_both):
    city = city_on_both
    shared = {**SAT, "form": city.open_form()}
    own = [[{**SAT, "form": city.open_form()} for _ in range(15)] for _ in range(PROCESSES)]
    led = post_at_once(city, f"/q/{city.code}/sat", shared, own)
    assert all(where.startswith("/r/") for answers in led for where in answers)
    assert len({where for answers in led for where in answers[:THREADS]}) == 1
    assert len({where for answers in led for where in answers}) == 1 + 15 * PROCESSES
    assert len(city.responses()) == 1 + 15 * PROCESSES
