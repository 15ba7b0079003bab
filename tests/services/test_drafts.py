"""Drafts: steps that can be undone, ids that are free, publishing that refuses what is wrong."""

import pytest

from survey_app.errors import Invalid, NotAllowed, NotFound
from survey_app.services import drafts
from survey_app.services.draft_checks import check
from survey_app.services.questionnaires import bundled_questionnaire, publish
from survey_app.services.staff import Account
from survey_app.storage import queries
from survey_app.storage.accounts import Audit, Staff
from survey_app.storage.drafts import DraftRevision, QuestionnaireDraft
from tests.city import NOON


def anything(code: str) -> bool:
    """Whoever may publish everything."""
    return True


TITLES = [{"zh": f"第{n}步"} for n in range(200)]


def account(session, user="li", role="worker"):
    """A new account."""
    row = Staff(user=user, role=role, password_hash="-", created_at=NOON)
    session.add(row)
    session.flush()
    return Account(row.id, user, "", role, None)


def titled(session, draft, title):
    """Save the draft under another title."""
    changed = {**drafts.definition_of(session, draft), "title": title}
    drafts.save(session, draft, changed, now=NOON)


def title(session, draft):
    return drafts.definition_of(session, draft)["title"]["zh"]


@pytest.fixture
def draft(session):
    return drafts.blank(session, title="新问卷", by=account(session).id, now=NOON)


def test_a_blank_draft_can_be_published_as_it_is(session, draft):
    assert check(drafts.definition_of(session, draft)).errors == ()
    made = drafts.publish_draft(session, draft, by=draft.owner_id, now=NOON, allowed=anything)
    assert (made.questionnaire, made.version) == ("survey2", 1)


def test_undo_and_redo_walk_along_the_steps(session, draft):
    for number in (1, 2):
        titled(session, draft, TITLES[number])
    assert drafts.undo(session, draft, now=NOON)
    assert title(session, draft) == "第1步"
    assert drafts.undo(session, draft, now=NOON)
    assert not drafts.undo(session, draft, now=NOON)
    assert title(session, draft) == "新问卷"
    assert drafts.redo(session, draft, now=NOON)
    assert drafts.redo(session, draft, now=NOON)
    assert not drafts.redo(session, draft, now=NOON)
    assert title(session, draft) == "第2步"


def test_saving_what_is_equal_adds_no_step(session, draft):
    titled(session, draft, {"zh": "新问卷"})
    assert drafts.steps(session, draft) == (1, False, False)


def test_a_new_step_forgets_what_was_undone(session, draft):
    titled(session, draft, TITLES[1])
    drafts.undo(session, draft, now=NOON)
    titled(session, draft, TITLES[2])
    assert not drafts.redo(session, draft, now=NOON)
    drafts.undo(session, draft, now=NOON)
    assert title(session, draft) == "新问卷"


def test_the_number_of_a_step_never_stands_for_another_state(session, draft):
    titled(session, draft, TITLES[1])
    seen = draft.position
    drafts.undo(session, draft, now=NOON)
    titled(session, draft, TITLES[2])
    assert draft.position > seen


def test_a_hundred_steps_are_kept(session, draft):
    for number in range(120):
        titled(session, draft, TITLES[number])
    kept = session.query(DraftRevision).filter_by(draft_id=draft.id).count()
    assert kept == 100
    while drafts.undo(session, draft, now=NOON):
        pass
    assert title(session, draft) == "第20步"


@pytest.mark.parametrize(("taken", "fresh"), [((), "sat2"), (("sat2",), "sat3")])
def test_a_copy_gets_an_id_that_nothing_has(session, taken, fresh):
    by = account(session).id
    sat = bundled_questionnaire("sat")
    for code in taken:
        publish(session, sat.model_copy(update={"id": code}), NOON)
    draft = drafts.copy(session, sat, by=by, now=NOON)
    definition = drafts.definition_of(session, draft)
    assert (definition["id"], definition["version"], draft.questionnaire) == (fresh, 1, fresh)
    again = drafts.copy(session, sat, by=by, now=NOON)
    assert again.questionnaire not in {fresh, *taken}


def test_a_new_version_keeps_the_id_and_takes_the_next_number(session):
    by = account(session).id
    row = publish(session, bundled_questionnaire("sat"), NOON)
    draft = drafts.new_version(session, row, by=by, now=NOON)
    definition = drafts.definition_of(session, draft)
    assert (definition["id"], definition["version"]) == ("sat", row.version + 1)
    assert draft.based_on == row


def test_an_import_under_a_published_id_is_its_next_version(session):
    by = account(session).id
    row = publish(session, bundled_questionnaire("sat"), NOON)
    draft = drafts.from_content(session, dict(row.definition), by=by, now=NOON)
    assert drafts.definition_of(session, draft)["version"] == row.version + 1


@pytest.mark.parametrize("code", [None, 7, "满意度", "a" * 40, ""])
def test_an_import_without_a_usable_id_gets_one(session, code):
    draft = drafts.from_content(session, {"id": code}, by=account(session).id, now=NOON)
    assert draft.questionnaire == "survey2"


def test_others_drafts_look_like_drafts_that_do_not_exist(session, draft):
    owner = session.get(Staff, draft.owner_id)
    mine = Account(owner.id, owner.user, "", "worker", None)
    other, admin = account(session, "wang"), account(session, "chen", "admin")
    assert drafts.find_draft(session, mine, draft.id) is draft
    assert drafts.find_draft(session, admin, draft.id, lock=True) is draft
    with pytest.raises(NotFound) as foreign:
        drafts.find_draft(session, other, draft.id)
    with pytest.raises(NotFound) as unknown:
        drafts.find_draft(session, admin, 999)
    assert foreign.value.message == unknown.value.message
    assert drafts.drafts_of(session, other) == []
    assert drafts.drafts_of(session, mine) == drafts.drafts_of(session, admin) == [draft]


def test_publishing_is_recorded_and_ends_the_draft(database):
    with database.writing() as session:
        by = account(session).id
        draft = drafts.copy(session, bundled_questionnaire("sat"), by=by, now=NOON)
        titled(session, draft, TITLES[3])
        made = drafts.publish_draft(session, draft, by=by, now=NOON, allowed=anything)
        assert made.published_by == by
    with database.reading() as session:
        stored = queries.questionnaire_version(session, "sat2", 1)
        assert stored.definition["title"]["zh"] == "第3步"
        record = session.query(Audit).one()
        assert (record.action, record.subject) == ("publish questionnaire", "sat2 1")
        assert session.query(QuestionnaireDraft).count() == 0
        assert session.query(DraftRevision).count() == 0


def test_a_faulty_draft_is_not_published_and_stays(session, draft):
    titled(session, draft, {"zh": ""})
    with pytest.raises(Invalid):
        drafts.publish_draft(session, draft, by=draft.owner_id, now=NOON, allowed=anything)
    assert queries.questionnaire_version(session, draft.questionnaire) is None


def test_another_meaning_of_a_code_is_refused_against_every_earlier_version(session):
    """Version 2 has no S10 any more; version 3 must not bring it back as something else."""
    by = account(session).id
    first = publish(session, bundled_questionnaire("sat"), NOON)
    without = drafts.new_version(session, first, by=by, now=NOON)
    definition = drafts.definition_of(session, without)
    questions = [q for q in definition["questions"] if q["id"] not in ("S10", "S20")]
    drafts.save(session, without, {**definition, "questions": questions}, now=NOON)
    second = drafts.publish_draft(session, without, by=by, now=NOON, allowed=anything)
    again = drafts.new_version(session, second, by=by, now=NOON)
    definition = drafts.definition_of(session, again)
    number = {"id": "S10", "section": "D", "kind": "number", "required": True}
    questions = [*definition["questions"], {**number, "text": {"zh": "几口人？", "en": "People?"}}]
    drafts.save(session, again, {**definition, "questions": questions}, now=NOON)
    with pytest.raises(Invalid, match="S10"):
        drafts.publish_draft(session, again, by=by, now=NOON, allowed=anything)


def test_two_drafts_of_the_next_version_get_two_numbers(session):
    by = account(session).id
    row = publish(session, bundled_questionnaire("sat"), NOON)
    pair = [drafts.new_version(session, row, by=by, now=NOON) for _ in range(2)]
    for number, draft in enumerate(pair):
        titled(session, draft, TITLES[number])
    versions = [
        drafts.publish_draft(session, one, by=by, now=NOON, allowed=anything).version
        for one in pair
    ]
    assert versions == [row.version + 1, row.version + 2]


def test_a_discarded_draft_leaves_no_steps(session, draft):
    titled(session, draft, TITLES[1])
    drafts.discard(session, draft)
    assert session.query(DraftRevision).count() == session.query(QuestionnaireDraft).count() == 0


def test_whether_somebody_may_publish_is_asked_of_what_is_published(session, draft):
    asked = []
    with pytest.raises(NotAllowed):
        drafts.publish_draft(
            session,
            draft,
            by=draft.owner_id,
            now=NOON,
            allowed=lambda code: bool(asked.append(code)),
        )
    assert asked == [draft.questionnaire]


def test_a_draft_that_was_made_ones_own_never_takes_its_old_id_back(session):
    li = account(session)
    row = publish(session, bundled_questionnaire("sat"), NOON)
    draft = drafts.new_version(session, row, by=li.id, now=NOON)
    drafts.make_own(session, draft, now=NOON)
    assert drafts.undo(session, draft, now=NOON)
    assert drafts.definition_of(session, draft)["id"] == draft.questionnaire == "sat2"
    made = drafts.publish_draft(session, draft, by=li.id, now=NOON, allowed=anything)
    assert made.questionnaire == "sat2"
