"""From a form that was sent to a stored answer, or to the same form with everything in it."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from flask import current_app, g, redirect, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from survey_app.errors import Away, marked
from survey_app.questionnaire.answers import AnswerProblem, Checked, check_answers
from survey_app.questionnaire.conditions import holds
from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.questionnaire.kinds import Refused
from survey_app.services.codes import receipt
from survey_app.services.contacts import Seal
from survey_app.services.enclosures import PhotosGone, most_photos, photo_questions, take_photos
from survey_app.services.form_tokens import FormToken
from survey_app.services.photos import Photo, too_large
from survey_app.services.placements import Landing, Offer
from survey_app.services.questionnaires import PublishedVersion
from survey_app.services.responses import Arrival, Outcome, record_response
from survey_app.web.form_page import form_again
from survey_app.web.runtime import runtime
from survey_app.web.uploads import SentForm, read_photos

Given = MultiDict[str, str]
# What the form says when an error brought it back; “away” for all others.
NOTICES = {HTTPStatus.BAD_REQUEST: "stale", HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "long"}
LOST = marked("The photos of this question could not be kept. Please choose them again.")


def takes_photos(found: Landing, questionnaire: str) -> bool:
    """Whether forms of this questionnaire may come with files."""
    offers = [offer for offer in found.offers if offer.questionnaire == questionnaire]
    return any(photo_questions(runtime().version(o.version_id).questionnaire) for o in offers)


def ask_again(found: Landing, offer: Offer, sent: SentForm) -> AnyResponse:
    """The form under a new token: of the old one nobody can say whose photos it names."""
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE if sent.is_too_large else HTTPStatus.OK
    questions = photo_questions(runtime().version(offer.version_id).questionnaire)
    lost = [q.id for q in questions if q.id in sent.files or q.id in sent.given]
    problems = [AnswerProblem(question, "", Refused(LOST)) for question in lost]
    if sent.is_too_large:
        problems = [AnswerProblem(questions[0].id, "", too_large())]
    given = _with_keys(sent.given, {question: [] for question in lost})
    notice = "stale" if sent.given else "unread"
    return form_again(found, offer, given, status, problems=tuple(problems), notice=notice)


def show_again(
    found: Landing,
    offer: Offer,
    sent: SentForm,
    *,
    token: FormToken | None,
    status: HTTPStatus = HTTPStatus.OK,
) -> AnyResponse:
    """The form as it came, nothing checked and nothing stored: in another language, or after an
    error. Photos that came with it are not kept, and it says so.
    """
    notice = "" if status is HTTPStatus.OK else NOTICES.get(status, "away")
    questions = photo_questions(runtime().version(offer.version_id).questionnaire)
    lost = tuple(AnswerProblem(q.id, "", Refused(LOST)) for q in questions if q.id in sent.files)
    return form_again(found, offer, sent.given, status, token=token, problems=lost, notice=notice)


def check_and_store(found: Landing, offer: Offer, token: FormToken, sent: SentForm) -> AnyResponse:
    """Thanks when the form is stored, or was before; the form again when something is missing."""
    version = runtime().version(token.version_id)
    questions = photo_questions(version.questionnaire)
    photos, refused = read_photos(sent, questions)
    given = sent.given
    try:
        if questions:
            given = _photos_kept(token, questions, given, photos)
        checked = check_answers(version.questionnaire, dict(given.lists()))
        if problems := _all_problems(version.questionnaire, checked, refused):
            shown, status = _at_most(questions, given), HTTPStatus.UNPROCESSABLE_ENTITY
            return form_again(found, offer, shown, status, token=token, problems=problems)
        return _thanks(token, _store(found, token, checked, version))
    except PhotosGone:
        named = [q.id for q in questions if given.getlist(q.id)]
        shown, status = _with_keys(given, {key: [] for key in named}), HTTPStatus.CONFLICT
        gone = tuple(AnswerProblem(key, "", Refused(LOST)) for key in named)
        return form_again(found, offer, shown, status, token=token, problems=gone)
    except Away:
        status, lost = HTTPStatus.SERVICE_UNAVAILABLE, _lost(given, photos)
        return form_again(found, offer, given, status, token=token, problems=lost, notice="away")


def _photos_kept(
    token: FormToken,
    questions: Sequence[Question],
    given: Given,
    photos: Mapping[str, Sequence[Photo]],
) -> Given:
    """The form with the keys of its photos, which are safe from now on; raises Away."""
    dropped = {q.id: given.getlist(f"{q.id}.drop") for q in questions}
    named = {q.id: [k for k in given.getlist(q.id) if k not in dropped[q.id]] for q in questions}
    keys: dict[str, list[str]] = {question.id: [] for question in questions}
    if photos or any(named.values()):
        with runtime().database.writing() as session:
            keys = take_photos(
                session,
                token.submission_id,
                questions,
                named=named,
                new=photos,
                now=runtime().now(),
            )
    return _with_keys(given, keys)


def _with_keys(given: Given, keys: Mapping[str, list[str]]) -> Given:
    changed = MultiDict(given)
    for question, own in keys.items():
        changed.setlist(question, own)
        changed.poplist(f"{question}.drop")
    return changed


def _at_most(questions: Sequence[Question], given: Given) -> Given:
    """The form with no more photos than were kept."""
    return _with_keys(given, {q.id: given.getlist(q.id)[: most_photos(q)] for q in questions})


def _all_problems(
    questionnaire: Questionnaire, checked: Checked, refused: Sequence[AnswerProblem]
) -> tuple[AnswerProblem, ...]:
    """What the check found and what is wrong with photos of questions that were shown."""
    if checked.ended or not refused:
        return checked.problems
    by_id = questionnaire.by_id
    own = {p.question: p for p in refused if holds(by_id[p.question].show_if, checked.answers)}
    others = [problem for problem in checked.problems if problem.question not in own]
    order = list(by_id)
    return tuple(sorted([*others, *own.values()], key=lambda p: order.index(p.question)))


def _lost(given: Given, photos: Mapping[str, Sequence[Photo]]) -> tuple[AnswerProblem, ...]:
    """A word at every question whose new photos are not among its keys."""
    return tuple(
        AnswerProblem(question, "", Refused(LOST))
        for question, new in photos.items()
        if not {photo.key for photo in new} <= set(given.getlist(question))
    )


def _store(
    found: Landing, token: FormToken, checked: Checked, version: PublishedVersion
) -> Outcome:
    arrival = Arrival(token, found.community.id, found.placement_id, g.language, mode=token.mode)
    seal = Seal(runtime().keys) if checked.contacts else None
    now = runtime().now()
    with runtime().database.writing() as session:
        return record_response(session, arrival, checked, form=version, now=now, seal=seal)


def _thanks(token: FormToken, outcome: Outcome) -> AnyResponse:
    if outcome is Outcome.CHANGED:
        current_app.logger.warning(
            "campaign %s: a form came again with other answers; the first ones stay",
            token.campaign_id,
        )
    arguments: dict[str, Any] = g.reading.arguments
    address = url_for("receipts.received", code=receipt(token.submission_id), **arguments)
    return redirect(address, HTTPStatus.SEE_OTHER)
