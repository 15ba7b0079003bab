"""Recordings belong to the words that were read: they outlive versions, not changed words."""

from datetime import timedelta

import pytest

from survey_app.errors import Invalid, NotFound
from survey_app.questionnaire.definition import Questionnaire
from survey_app.services import recordings
from survey_app.services.questionnaires import publish
from survey_app.services.staff import add_staff
from survey_app.storage.accounts import Audit
from tests.city import NOON
from tests.services.two_versions import question, questionnaire
from tests.sound_files import mp3, mp4, wav

FIRST = questionnaire(
    question("W1", "single", "A", "B", text={"zh": "您常散步吗？", "en": "Do you walk?"}),
    question("W2", "multi", "X", "Y"),
)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def staff(session):
    person = add_staff(session, "li", "long enough", role="admin", areas=[], now=NOON)
    session.flush()
    return person.id


@pytest.fixture
def save(session, staff):
    """Call it to save a recording of W1."""

    def saved(label="雷州话", content=None, asked=FIRST, name="W1", now=NOON):
        content = wav() if content is None else content
        return recordings.save(
            session, asked, name, label=label, content=content, by=staff, now=now
        )

    return saved


def changed(**changes) -> Questionnaire:
    """Version 2, with something of W1 changed."""
    definition = FIRST.model_dump(mode="json", by_alias=True)
    definition["version"] = 2
    definition["questions"][0] |= changes
    return Questionnaire.model_validate(definition)


def clips(session, version):
    return recordings.clips_of(session, publish(session, version, NOON).id)


def audit(session):
    rows = session.query(Audit).where(Audit.action.endswith(" recording")).order_by(Audit.id)
    return [(row.action, row.subject, row.detail["label"]) for row in rows]


def test_a_version_without_recordings_names_none(session):
    assert clips(session, FIRST) == {}


def test_labels_come_in_their_usual_order_and_others_after_them(session, save):
    for label in ("东海岛话", "English", "粤语", "普通话", "雷州话"):
        save(label)
    labels = [clip.label for clip in clips(session, FIRST)["W1"]]
    assert labels == ["普通话", "雷州话", "粤语", "English", "东海岛话"]


def test_a_recording_is_found_by_its_address_again(session, save):
    clip = save(content=mp4())
    assert clip.kind == "audio/mp4"
    assert recordings.sound(session, clip.content_hash) == ("audio/mp4", mp4())


@pytest.mark.parametrize("address", ["", "0" * 20, "0" * 64, "../x", "a\0b", "é" * 20])
def test_no_other_address_leads_anywhere(session, save, address):
    save()
    with pytest.raises(NotFound):
        recordings.sound(session, address)


def test_a_new_version_with_the_same_words_keeps_its_recordings(session, save):
    clip = save()
    assert clips(session, changed(required=True))["W1"] == (clip,)


@pytest.mark.parametrize(
    "words",
    [
        {"text": {"zh": "您天天散步吗？", "en": "Do you walk?"}},
        {"options": [{"code": "A", "zh": "选项A"}, {"code": "B", "zh": "别的"}]},
        {"options": [{"code": "B", "zh": "选项B"}, {"code": "A", "zh": "选项A"}]},
    ],
)
def test_changed_words_take_the_recording_off_the_form_and_say_so(session, save, words):
    save()
    assert clips(session, changed(**words)) == {}
    spoken = recordings.spoken_in(session, changed(**words))[0]
    assert (spoken.current, [kept.label for kept in spoken.outdated]) == ((), ["雷州话"])
    assert clips(session, FIRST)["W1"][0].label == "雷州话"  # of version 1 they are the words still


def test_english_words_and_chinese_words_change_apart(session, save):
    save("雷州话")
    save("English", content=mp3())
    new = changed(text={"zh": "您常散步吗？", "en": "Do you often walk?"})
    assert [clip.label for clip in clips(session, new)["W1"]] == ["雷州话"]
    assert [clip.language for clip in clips(session, FIRST)["W1"]] == ["zh", "en"]


def test_recorded_anew_nothing_is_called_changed_any_more(session, save):
    save()
    new = changed(text={"zh": "您天天散步吗？"})
    save(asked=new, content=mp3(), now=LATER)
    spoken = recordings.spoken_in(session, new)[0]
    assert (len(spoken.current), spoken.outdated) == (1, ())


def test_the_same_label_again_replaces_the_recording(session, save):
    first, second = save(), save(content=mp3(), now=LATER)
    assert clips(session, FIRST)["W1"] == (second,)
    with pytest.raises(NotFound):
        recordings.sound(session, first.content_hash)
    assert [action for action, *_ in audit(session)] == ["save recording", "replace recording"]


def test_deleting_takes_one_label_away_and_is_noted(session, save, staff):
    kept, _ = save("普通话"), save("粤语")
    recordings.delete(session, FIRST, "W1", label="粤语", by=staff, now=LATER)
    assert clips(session, FIRST)["W1"] == (kept,)
    assert audit(session)[-1] == ("delete recording", "walk W1", "粤语")
    with pytest.raises(NotFound):
        recordings.delete(session, FIRST, "W1", label="粤语", by=staff, now=LATER)


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("  海康 话 ", "海康 话"),
        ("english", "English"),
        ("英语", "English"),
        ("村\0话", "村话"),
        ("一" * 16, "一" * 16),
    ],
)
def test_a_label_is_tidied(save, typed, label):
    assert save(typed).label == label


@pytest.mark.parametrize("typed", ["", "  ", "\0", "一" * 17])
def test_a_label_that_is_none_is_refused(save, typed):
    with pytest.raises(Invalid, match="1 to 16 characters"):
        save(typed)


def test_a_question_has_at_most_six_recordings(save):
    for number in range(6):
        save(f"话{number}")
    save("话3", content=mp3())
    with pytest.raises(Invalid, match="6 recordings already"):
        save("话6")


def test_an_unknown_question_is_not_recorded(save):
    with pytest.raises(NotFound, match="no question W9"):
        save(name="W9")


def test_what_is_no_sound_is_not_kept(session, save):
    with pytest.raises(Invalid, match="no sound file"):
        save(content=b"hello")
    assert recordings.spoken_in(session, FIRST)[0].current == ()


def test_who_made_it_and_how_large_it_is_is_told(session, save):
    save(content=wav(1))
    kept = recordings.spoken_in(session, FIRST)[0].current[0]
    assert (kept.by, kept.size, kept.recorded_at) == ("li", len(wav(1)), NOON)
