"""The script on the phone and the server show the same questions and end a form at the same one.

The script runs in the real browser on pages that the server made; what the browser would send is
what the server then reads, so both see the same fields.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.questionnaire.answers import check_answers
from survey_app.questionnaire.conditions import Answered, Condition
from survey_app.questionnaire.definition import Questionnaire, Stop
from survey_app.questionnaire.kinds import KINDS
from survey_app.web.bundles import joined
from survey_app.web.form_page import preview
from tests.every_kind import EVERY, every_kind
from tests.questionnaire.featured import FEATURES, cases, feature
from tests.questionnaire.strategies import forms, questionnaires

Form = Mapping[str, Sequence[str]]
SCRIPT = joined("form.js")
KEY = "0123456789abcdef" * 4
TYPED = [
    *("", " ", "5", "５", " 5 ", "05", "-0", "0", "1.50", "1.5", "1.25", "-3", "1e3", "nan", "12a"),
    *(
        "999999999",
        "9999999999",
        "2026-09-01",
        "2026/9/1",
        "2026.9.1",
        "2026年9月1日",
        "1899-12-31",
    ),
    *("2026-02-30", "2024-02-29", "0000-01-01", "2101-01-01", "20260901", "06:30", "6点", "6点5分"),
    *("22:00", "24:00", "24:01", "25:00", "6:60", "21.27", "-90", "90.1", "110.36", "181"),
    *("13800000000", "+86 138-0000-0000", "(0759)1234567", "123456", "a", "字字字字", "😀😀"),
    *("\ufeff", "\u3000a\u3000", "a\x07\x85b", "\x1ca", "1\n2", KEY, "1"),
]
MISSED = {"id": "MISSED", "kind": "text", "required": True, "stop": None, "options": (), "rows": ()}
# The page takes no part in this: only what the script reads from it, and what it would send.
OPEN = """([html, script]) => {
    document.body.innerHTML = html.slice(html.indexOf('<form'), html.indexOf('</form>') + 7);
    (0, eval)(script);
    // A browser without pickers for days and times gives whatever was typed.
    for (const field of document.querySelectorAll('[type=date], [type=time]')) field.type = 'text';
}"""
FILL = """forms => forms.map(given => {
    const isKey = value => /^[0-9a-f]{64}$/.test(value);  // the page shows no other photos
    const form = document.getElementById('form');
    form.reset();
    form.querySelectorAll('[data-added]').forEach(field => field.remove());
    for (const [name, values] of Object.entries(given)) {
        for (const field of form.querySelectorAll(`[name="${name}"]`)) {
            if (field.type === 'file') values.filter(isKey).forEach(value => {
                const key = document.createElement('input');
                Object.assign(key, {type: 'hidden', name, value});
                key.setAttribute('data-added', '');
                field.before(key);
            });
            else if (field.type === 'radio' || field.type === 'checkbox')
                field.checked = values.includes(field.value);
            else field.value = values[0] ?? '';
        }
    }
    const {shown, ended} = form.rules.apply();
    const seen = [...form.querySelectorAll('[data-q]')].filter(card => card.checkVisibility());
    const sent = [...new FormData(form)].filter(([name, value]) => typeof value === 'string');
    return {shown, ended, seen: seen.map(card => card.id), sent};
})"""


@pytest.fixture
def on_phone(city, new_page) -> Callable[[Questionnaire, Sequence[Form]], list[dict[str, Any]]]:
    """What a phone shows of a questionnaire for some forms, and what it would send."""
    page = new_page()

    def run(questionnaire: Questionnaire, given: Sequence[Form]) -> list[dict[str, Any]]:
        with city.app.test_request_context():
            page.evaluate(OPEN, [preview(questionnaire), SCRIPT])
        return page.evaluate(FILL, [dict(form) for form in given])

    return run


def on_server(questionnaire: Questionnaire, form: Form) -> tuple[list[str], bool]:
    """(questions shown in their order, whether nothing more is asked after the last of them).

    The server says which questions it misses: one that nobody answers stands in for each.
    """
    questions = questionnaire.questions

    def is_asked(place: int, rule: Condition | None) -> bool:
        asked = questions[0].model_copy(update={**MISSED, "show_if": rule})
        before = questionnaire.model_copy(update={"questions": (*questions[:place], asked)})
        return MISSED["id"] in {p.question for p in check_answers(before, form).problems}

    shown = [q.id for place, q in enumerate(questions) if is_asked(place, q.show_if)]
    return shown, not is_asked(len(questions), None)


def agrees(questionnaire: Questionnaire, phone: dict[str, Any]) -> None:
    """Fail unless the server shows of what was sent exactly what the phone did."""
    sent: dict[str, list[str]] = {}
    for name, value in phone["sent"]:
        sent.setdefault(name, []).append(value)
    assert (phone["shown"], phone["ended"]) == on_server(questionnaire, sent), sent
    assert phone["seen"] == phone["shown"]


@st.composite
def filled(draw: st.DrawFn) -> tuple[Questionnaire, list[Form]]:
    """A questionnaire with forms that it takes and forms in which some fields hold anything."""
    questionnaire = draw(questionnaires)
    made = []
    for _ in range(draw(st.integers(1, 6))):
        form = dict(draw(forms(questionnaire)))
        for name, values in draw(anything(questionnaire)).items():
            form[name] = values
        made.append(form)
    return questionnaire, made


def anything(questionnaire: Questionnaire) -> st.SearchStrategy[dict[str, list[str]]]:
    """Some fields of a questionnaire with any of its codes or anything that people type."""
    fields = [
        (name, sorted(question.option_codes))
        for question in questionnaire.questions
        for name in KINDS[question.kind].fields(question)
    ]
    if not fields:
        return st.just({})
    field = st.sampled_from(fields).flatmap(
        lambda known: st.tuples(
            st.just(known[0]), st.lists(st.sampled_from(known[1] or TYPED), max_size=3)
        )
    )
    return st.lists(field, max_size=4).map(dict)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(made=filled())
def test_phone_and_server_show_the_same_questions(on_phone, made):
    questionnaire, given_forms = made
    for phone in on_phone(questionnaire, given_forms):
        agrees(questionnaire, phone)


@pytest.mark.parametrize("required", [True, False], ids=["required", "optional"])
@pytest.mark.parametrize("question", every_kind().questions, ids=lambda question: question.id)
def test_what_counts_as_an_answer_is_the_same_for_every_kind(on_phone, question, required):
    # Left blank, the form ends; with a wrong answer the question is asked again instead.
    stop = Stop(when=Answered(q=question.id, answered=False), ending="young")
    changed = {"show_if": None, "stop": stop, "required": required}
    asked = question.model_copy(update=changed)
    rule = Answered(q=question.id, answered=True)
    tell = every_kind().by_id["B6"].model_copy(update={"id": "Z1", "show_if": rule})
    questionnaire = every_kind().model_copy(update={"questions": (asked, tell)})
    names = KINDS[question.kind].fields(question)
    right = {name: as_list(EVERY[name]) for name in names if name in EVERY}
    given_forms: list[dict[str, list[str]]] = [{}, right]
    for name in names:
        given_forms += [{**right, name: [typed]} for typed in TYPED]
        given_forms += [{name: [code]} for code in question.option_codes]
        given_forms += [{name: list(two)} for two in combinations(question.option_codes, 2)]
        given_forms.append({**right, name: list(question.option_codes)})
        given_forms.append({**right, name: []})
    given_forms.append({question.id: [KEY[:-1] + str(n) for n in range(4)]})
    for phone in on_phone(questionnaire, given_forms):
        agrees(questionnaire, phone)


def as_list(value: str | list[str]) -> list[str]:
    """A field's values."""
    return [value] if isinstance(value, str) else value


@pytest.mark.parametrize("name", FEATURES)
def test_every_rule_does_on_the_phone_what_its_fixture_says(on_phone, name):
    questionnaire = feature(name)
    expected = cases(name)["forms"]
    made = on_phone(questionnaire, [form["given"] for form in expected])
    for form, phone in zip(expected, made, strict=True):
        agrees(questionnaire, phone)
        assert phone["ended"] or "ended" not in form
        assert phone["shown"] == form.get("shown", phone["shown"])
