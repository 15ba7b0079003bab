"""A community's page has a code of its own, which never hangs on a wall."""

from survey_app.services.communities import find_communities
from survey_app.services.placements import PAGE, ensure_placements, placements_of
from survey_app.services.print_pack import posters
from survey_app.storage.models import Placement
from tests.city import NOON
from tests.services.launching import BITS, start, with_communities

HERE = "CK-BAIYUAN"


def pages(session):
    return session.query(Placement).filter_by(kind=PAGE).all()


def test_a_launch_gives_a_community_a_poster_and_a_page(session):
    start(with_communities(session))
    assert [placement.spot for placement in pages(session)] == ["社区网页"]
    assert [placement.kind for placement in placements_of(session, [HERE])] == ["poster"]


def test_the_next_launch_adds_neither_again_and_fills_in_what_an_older_one_left(session):
    start(with_communities(session))
    session.delete(pages(session)[0])
    here = find_communities(session, [HERE])
    for _ in range(2):
        found = ensure_placements(session, here, random=lambda: next(BITS), now=NOON)
        assert [placement.kind for placement in found] == ["poster"]
    assert len(pages(session)) == 1


def test_a_page_is_in_no_print_pack(session):
    start(with_communities(session))
    pack = posters(
        session, find_communities(session, [HERE]), now=NOON, public_url="https://x.example"
    )
    assert [poster.spot for poster in pack] == ["社区党群服务中心"]
