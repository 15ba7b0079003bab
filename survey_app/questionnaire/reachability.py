"""Rules that can never be true, or always are, and questions that nobody ever sees.

Everything that can be answered to the questions a rule depends on is tried out. Where that would
be too much, conditions on those answers are left out or nothing is said: there are missed cases but
no false alarms.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from survey_app.errors import marked
from survey_app.questionnaire.conditions import All, Answers, Condition, holds, leaves
from survey_app.questionnaire.definition import Question, Questionnaire
from survey_app.questionnaire.fault import Fault, warning
from survey_app.questionnaire.possible_answers import Asked, TooMany, possible

MOST = 20_000  # combinations of answers that are tried for one rule
MOST_OF_ALL = 50_000  # and for all rules together: a second or so

NEVER_SHOWN = marked("This rule can never be true, so nobody sees the question; correct the rule.")
NEVER_ENDS = marked("This rule can never be true, so it never ends the form; correct the rule.")
NEVER_COUNTED = marked("This rule can never be true, so no answers would count; correct the rule.")
ALWAYS_SHOWN = marked("This rule is always true; leave it out, or correct it.")
NOBODY_PASSES = marked(
    "Nobody gets past question {key}: whatever is answered ends the form or is refused."
    " Correct its rule, its options or its limits."
)


def unreachable(questionnaire: Questionnaire) -> list[Fault]:
    """Warnings about rules and questions of a questionnaire that breaks no rule of `checks`."""
    found: list[Fault] = []
    search = _Search(questionnaire)
    for number, question in enumerate(questionnaire.questions):
        found += [fault.below("questions", number) for fault in _question(search, number, question)]
        if number + 1 < len(questionnaire.questions) and not search.is_passed(number):
            found.append(warning(("questions", number), NOBODY_PASSES, key=question.id))
            return found  # what comes after is of no use
    when = questionnaire.base.when
    if when and search.outcomes(when, len(questionnaire.questions)) == {False}:
        found.append(warning(("base", "when"), NEVER_COUNTED))
    return found


def _question(search: "_Search", number: int, question: Question) -> Iterator[Fault]:
    shown = search.outcomes(question.show_if, number) if question.show_if else {True}
    if shown == {False}:
        yield warning(("show_if",), NEVER_SHOWN)
    elif question.show_if and shown == {True}:
        yield warning(("show_if",), ALWAYS_SHOWN)
    if question.stop and True in shown:
        rules = tuple(rule for rule in (question.show_if, question.stop.when) if rule)
        stopped = search.outcomes(All(all=rules), number + 1, stops=number, also=question.id)
        if stopped == {False}:
            yield warning(("stop", "when"), NEVER_ENDS)


class _Search:
    """What rules come to over all answers, as far as the budget of tries goes."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.questions = questionnaire.questions
        self.left = MOST_OF_ALL

    def is_passed(self, number: int) -> bool:
        """Whether anybody can go on after a question."""
        question = self.questions[number]
        if not _may_end(question) and not (question.required and question.min_choices):
            return True
        rule = question.stop.when if question.stop else None
        return bool(self.outcomes(rule, number + 1, also=question.id))

    def outcomes(
        self, rule: Condition | None, before: int, *, stops: int | None = None, also: str = ""
    ) -> set[bool]:
        """What a rule comes to over all answers to the questions before a position.

        Only answers after which the form goes on count; `stops`: stop rules apply to questions
        before this position. {True, False} when there is too much to try.
        """
        for until in (before if stops is None else stops, 0):
            trial = _Trial(self.questions[:before], until, min(MOST, self.left))
            try:
                return trial.outcomes(rule, [also] if also else [])
            except TooMany:
                continue
            finally:
                self.left -= trial.tried
        return {True, False}


class _Trial:
    """Trying out the answers to the first questions of a form."""

    def __init__(self, questions: tuple[Question, ...], stops_until: int, most: int) -> None:
        self.by_id = {question.id: question for question in questions}
        self.stops = {q.id: q.stop.when for q in questions[:stops_until] if q.stop}
        enders = [q for q in questions[:stops_until] if _may_end(q)]
        self.asked_by_enders = {
            q.id: {*_names(q.show_if), *_names(self.stops.get(q.id))} for q in enders
        }
        self.tried = 0
        self.most = most

    def outcomes(self, rule: Condition | None, also: list[str]) -> set[bool]:
        """The values that the rule takes; empty when every form ends before."""
        needed = self._needed([*also, *_names(rule)])
        asked: defaultdict[str, Asked] = defaultdict(Asked)
        for condition in (rule, *self._rules(needed)):
            for leaf in leaves(condition):
                asked[leaf.q.partition(".")[0]].add(leaf)
        order = [question for name, question in self.by_id.items() if name in needed]
        choices = [(question, self._possible(question, asked[question.id])) for question in order]
        found: set[bool] = set()
        for answers in self._forms(choices, {}):
            found.add(holds(rule, answers))
            if len(found) == 2:
                break
        return found

    def _possible(self, question: Question, asked: Asked) -> list[Any]:
        answers = possible(question, asked)
        self._count(len(answers))
        return answers

    def _count(self, tries: int) -> None:
        self.tried += tries
        if self.tried > self.most:
            raise TooMany

    def _rules(self, names: set[str]) -> Iterator[Condition | None]:
        for name in names:
            yield self.by_id[name].show_if
            yield self.stops.get(name)

    def _needed(self, names: list[str]) -> set[str]:
        """The questions that decide about these: by being asked, shown or ending the form."""
        needed: set[str] = set()
        while names:
            name = names.pop()
            if name in needed or name not in self.by_id:
                continue
            needed.add(name)
            names += _names(self.by_id[name].show_if)
            names += _names(self.stops.get(name))
            names += [ender for ender, asked in self.asked_by_enders.items() if name in asked]
        return needed

    def _forms(
        self, choices: list[tuple[Question, list[Any]]], answers: dict[str, Any]
    ) -> Iterator[Answers]:
        """All ways to answer the questions that lead on, hidden ones left out."""
        if not choices:
            yield answers
            return
        (question, offered), *rest = choices
        stop = self.stops.get(question.id)
        if not holds(question.show_if, answers):
            yield from self._forms(rest, answers)
            return
        for answer in offered:
            self._count(1)
            after = answers if answer is None else {**answers, question.id: answer}
            if stop is None or not holds(stop, after):
                yield from self._forms(rest, after)


def _may_end(question: Question) -> bool:
    return question.stop is not None or any(option.ends for option in question.options)


def _names(condition: Condition | None) -> list[str]:
    return [leaf.q.partition(".")[0] for leaf in leaves(condition)]
