"""A questionnaire on paper: A4, large type, black on white, with every code beside its box.

The layout is in reports/form.typ, the fixed words in `form_words`. A small mark on every page (id,
version, first signs of the content hash) says which version a sheet belongs to.
"""

import json
from collections.abc import Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any

from survey_app.output.form_words import SENTENCES, FormWords
from survey_app.output.typesetting import typeset
from survey_app.paths import bundled
from survey_app.questionnaire.definition import Option, Question, Questionnaire, Text
from survey_app.questionnaire.kinds import ONE_LINE
from survey_app.questionnaire.kinds.open_answers import MAX_TEXT
from survey_app.questionnaire.kinds.quantities import LARGEST
from survey_app.questionnaire.placeholders import BUILT_IN, NAME

Spoken = list[str | None]  # words, with None where a line is left to write on
MARK_SIGNS = 6  # of the content hash
WIDEST_MATRIX = 7  # answers in a row; with more, a number is written instead of a tick
SIGNS_A_LINE = 50  # of somebody's handwriting on a ruled line
MOST_LINES = 7
NUMBER_BOXES = 6


def form_pdf(
    questionnaire: Questionnaire,
    *,
    content_hash: str,
    values: Mapping[str, str] | None = None,
    language: str = "zh",
    form_numbers: Sequence[str] = ("",),
    fonts: Path | None = None,
) -> bytes:
    """A PDF with one copy a form number; an empty number leaves boxes to write it in.

    values : what stands for the placeholders, such as organiser; those without a value become
    lines to write on. language : `zh` or `en`. Copies begin on a right-hand page. Raises ValueError
    without any form number.
    """
    if not form_numbers:
        raise ValueError("a printed form needs at least one form number, which may be empty")
    known = {*BUILT_IN, *(placeholder.name for placeholder in questionnaire.placeholders)}
    writer = _Writer(questionnaire, language, values or {}, known)
    form = writer.form() | {
        "mark": f"{questionnaire.id} v{questionnaire.version} {content_hash[:MARK_SIGNS]}",
        "numbers": list(form_numbers),
    }
    inputs = {"form": json.dumps(form, ensure_ascii=False)}
    return typeset(bundled("reports") / "form.typ", inputs, fonts=fonts)


class _Writer:
    """What the template needs to know of a questionnaire, as plain values."""

    def __init__(
        self,
        questionnaire: Questionnaire,
        language: str,
        values: Mapping[str, str],
        known: set[str],
    ) -> None:
        self.questionnaire = questionnaire
        self.language = language
        asked = [q.id for q in questionnaire.questions if q.kind != "note"]
        self.numbers = {name: number for number, name in enumerate(asked, 1)}
        self.words = FormWords(questionnaire, language, self.numbers)
        self._values = values
        self._known = known

    def form(self) -> dict[str, Any]:
        """The whole form."""
        asked = self.questionnaire
        sections = [
            {
                "title": self.say(section),
                "questions": [self.question(q) for q in asked.in_section(section)],
            }
            for section in asked.sections
        ]
        return {
            "language": self.language,
            "words": self.words.labels(),
            "number_boxes": NUMBER_BOXES,
            "many": len(self.numbers) > 9,
            "title": self.say(asked.title),
            "header": self.header(),
            "audience": self.say(asked.audience),
            "intro": self.say(asked.intro),
            "notice": self.say(asked.notice),
            "sections": [section for section in sections if section["questions"]],
        }

    def header(self) -> list[list[str]]:
        """The official header's lines that are filled in: name and value."""
        official = self.questionnaire.official
        if official is None:
            return []
        lines = official.model_dump(mode="json", exclude_none=True)
        labels = self.words.labels()
        return [[labels[name], value] for name, value in lines.items() if value]

    def say(self, text: Text) -> Spoken:
        """A text with its placeholders filled, None where one has no value."""
        parts: Spoken = []
        pieces = NAME.split(text.in_language(self.language))
        for place, piece in enumerate(pieces):
            if place % 2 == 0:
                parts.append(piece)
            elif piece in self._known:
                parts.append(self._values.get(piece) or None)
            else:
                parts.append(f"{{{piece}}}")
        return [part for part in parts if part != ""]

    def question(self, question: Question) -> dict[str, Any]:
        """One question, its fixed words and its boxes."""
        layout = self._layout(question)
        return {
            "layout": layout,
            "id": question.id,
            "number": self.numbers.get(question.id),
            "text": self.say(question.text),
            "hint": self.words.hint(question, layout),
            "rules": self.words.rules(question),
            "stops": self.words.stops(question),
            "options": [self.option(option) for option in question.options],
            "rows": [{"code": row.code, "text": self.say(row)} for row in question.rows],
            **self._room(question),
        }

    def option(self, option: Option) -> dict[str, Any]:
        """One answer on offer."""
        return {
            "code": option.code,
            "text": self.say(option),
            "writes": option.text,
            "ends": bool(option.ends),
        }

    def _layout(self, question: Question) -> str:
        if question.kind == "matrix" and len(question.options) > WIDEST_MATRIX:
            return "matrix_wide"
        return question.kind

    def _room(self, question: Question) -> dict[str, Any]:
        """What the kind needs beyond its words: boxes, lines, sentences."""
        match question.kind:
            case "rank":
                return {"places": question.max_choices or 3}
            case "number":
                return {"whole": _figures(question), "decimals": question.decimals}
            case "text":
                most = question.max_length or MAX_TEXT
                lines = 1 if most <= ONE_LINE else ceil(most / SIGNS_A_LINE)
                return {"lines": min(lines, MOST_LINES)}
            case "contact":
                return {"sentence": self.words.consent(question)}
            case "photo" | "geo":
                return {"sentence": self.words.of(SENTENCES, question.kind)}
        return {}


def _figures(question: Question) -> int:
    """Boxes before the point: as many as the largest number that may be given, or its sign, has."""
    bounds = [LARGEST if question.max is None else question.max, question.min or 0]
    return min(max(len(str(int(bound))) for bound in bounds), len(str(LARGEST)))
