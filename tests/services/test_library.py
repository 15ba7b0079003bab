"""The library: what there is, what can be launched, who may retire it."""

from datetime import timedelta

import pytest

from survey_app.errors import NotFound
from survey_app.questionnaire.definition import Questionnaire
from survey_app.services import library
from survey_app.services.questionnaires import bundled_questionnaire, publish
from survey_app.services.staff import Account, add_staff
from survey_app.storage.accounts import Audit
from tests.city import NOON
from tests.questionnaire.example import EXAMPLE, parse

LATER = NOON + timedelta(days=1)


def version(number=1, **changes) -> Questionnaire:
    """The example questionnaire in this version."""
    return parse(EXAMPLE).model_copy(update={"version": number, **changes})


def title(session, name="example"):
    return next(one for one in library.shelf(session) if one.id == name)


def account(session, user, role="worker", **changes):
    staff = add_staff(session, user, "long enough", role=role, areas=[], now=NOON)
    return Account(staff.id, user, "", role, None)


def test_a_bundled_questionnaire_is_there_before_anybody_published_it(session):
    found = title(session, "sat")
    assert found.newest.state == "bundled"
    assert found.newest.questionnaire == bundled_questionnaire("sat")


def test_publishing_a_bundled_one_changes_its_state_and_nothing_else(session):
    before = library.version_of(session, "sat", 1)
    row = publish(session, bundled_questionnaire("sat"), NOON)
    after = library.version_of(session, "sat", 1)
    assert (before.state, after.state) == ("bundled", "published")
    assert before.content_hash == after.content_hash == row.content_hash
    assert after.published_at == NOON


def test_versions_are_listed_newest_first(session):
    for number in (1, 2):
        publish(session, version(number), NOON)
    assert [one.number for one in title(session).versions] == [2, 1]


def test_the_last_published_comes_first_and_retired_ones_last(session):
    publish(session, version(id="older"), NOON)
    publish(session, version(id="newer"), LATER)
    publish(session, version(id="gone"), LATER)
    library.retire(session, "gone", 1, by=None, now=LATER)
    names = [one.id for one in library.shelf(session)]
    assert names[:2] == ["newer", "older"]
    assert names[-1] == "gone"


def test_the_newest_version_that_is_not_retired_can_be_launched(session):
    for number in (1, 2, 3):
        publish(session, version(number), NOON)
    library.retire(session, "example", 3, by=None, now=NOON)
    offered = {one.id: one.version for one in library.launchable(session)}
    assert offered["example"] == 2
    assert offered["sat"] == 1


def test_a_questionnaire_whose_versions_are_all_retired_cannot_be_launched(session):
    publish(session, version(), NOON)
    library.retire(session, "example", 1, by=None, now=NOON)
    assert "example" not in {one.id for one in library.launchable(session)}
    assert title(session).current is None


def test_forms_of_workers_are_not_put_to_residents(session):
    publish(session, version(identity="worker"), NOON)
    assert "example" not in {one.id for one in library.launchable(session)}


def test_retiring_and_bringing_back_are_recorded_once_each(session):
    publish(session, version(), NOON)
    by = account(session, "boss", "admin").id
    for _ in range(2):
        library.retire(session, "example", 1, by=by, now=NOON)
    for _ in range(2):
        library.unretire(session, "example", 1, by=by, now=LATER)
    session.flush()
    said = session.query(Audit).filter(Audit.subject == "example 1").order_by(Audit.id).all()
    assert [(one.action, one.staff_id) for one in said] == [
        ("retire questionnaire", by),
        ("bring questionnaire back", by),
    ]
    assert library.version_of(session, "example", 1).retired_at is None


def test_a_bundled_questionnaire_can_be_retired_too(session):
    library.retire(session, "sat", 1, by=None, now=NOON)
    assert library.version_of(session, "sat", 1).state == "retired"
    assert "sat" not in {one.id for one in library.launchable(session)}


@pytest.mark.parametrize(("name", "number"), [("sat", 99), ("nothing", 1)])
def test_what_is_not_there_is_named(session, name, number):
    with pytest.raises(NotFound, match=name):
        library.version_of(session, name, number)


def test_administrators_and_the_first_publisher_may_make_versions(session):
    boss, author, other = (
        account(session, name, role)
        for name, role in (("boss", "admin"), ("author", "analyst"), ("other", "analyst"))
    )
    author, other = (Account(one.id, one.user, "", "worker", None) for one in (author, other))
    publish(session, version(1), NOON, by=author.id)
    publish(session, version(2), NOON, by=other.id)
    may = [library.may_version(session, one, "example") for one in (boss, author, other)]
    assert may == [True, True, False]
    assert library.may_version(session, boss, "sat")
    assert not library.may_version(session, author, "sat")


def test_an_analyst_never_makes_versions(session):
    analyst = account(session, "eyes", "analyst")
    publish(session, version(), NOON, by=analyst.id)
    assert not library.may_version(session, analyst, "example")


def test_running_campaigns_are_counted_by_version(city_on_both):
    city = city_on_both
    with city.database.reading() as session:
        sat = library.version_of(session, "sat", 1).row.id
        assert library.running(session, NOON)[sat] == 1
        assert library.running(session, NOON - timedelta(days=9)) == {}
        assert library.running(session, NOON + timedelta(days=90)) == {}
