"""A small right questionnaire as YAML, for tests that break one thing in it."""

import pytest

from survey_app.paths import bundled
from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.loader import QuestionnaireError, load_vocabulary, parse_questionnaire

EXAMPLE = """\
id: example
version: 1
title: {zh: 例子, en: Example}
audience: {zh: 居民, en: Residents}
goal_minutes: 2
identity: anonymous
cycle: once
intro: {zh: 你好, en: Hello}
base: {zh: 居民, en: Residents, when: {q: HOME, any_of: [LIVE6]}}
sections:
  - {id: S, zh: 全部, en: All}
questions:
  - id: HOME
    section: S
    kind: single
    required: true
    text: {zh: 您住哪里, en: Where do you live}
    options:
      - from: residence
  - id: RATE
    section: S
    kind: likert
    required: true
    text: {zh: 满意吗, en: Are you satisfied}
    measures: [satisfaction_rate]
    options:
      - from: sat5
      - {code: NA, zh: 说不清, en: Cannot say, na: true}
  - id: ROWS
    section: S
    kind: matrix
    required: true
    text: {zh: 分项, en: Items}
    rows:
      - {code: A, zh: 一, en: One}
      - {code: B, zh: 二, en: Two}
    options:
      - from: sat5
  - id: WHY
    section: S
    kind: multi
    required: true
    max_choices: 2
    show_if: {q: RATE, any_of: ["1", "2"]}
    text: {zh: 为什么, en: Why}
    options:
      - {code: FAR, zh: 太远, en: Too far}
      - {code: DEAR, zh: 太贵, en: Too dear}
      - {code: OTHER, zh: 其他, en: Other, text: true}
      - {code: NONE, zh: 没有, en: None, exclusive: true}
  - id: WANT
    section: S
    kind: rank
    required: true
    max_choices: 3
    text: {zh: 要什么, en: What do you want}
    measures: [demand_basic]
    options:
      - from: business_types.basic
      - {code: ENOUGH, zh: 够了, en: Enough, exclusive: true}
  - id: COUNT
    section: S
    kind: number
    required: true
    min: 1
    max: 20
    text: {zh: 几口人, en: How many people}
  - id: MORE
    section: S
    kind: text
    required: false
    max_length: 10
    text: {zh: 还有吗, en: Anything else}
"""
VOCABULARY = load_vocabulary(bundled("questionnaires"))


def parse(text: str) -> Questionnaire:
    """The questionnaire of a YAML text called `example.yaml`."""
    return parse_questionnaire(text, VOCABULARY, "example.yaml")


def refused(text: str) -> tuple[str, ...]:
    """The faults of a text that is no questionnaire."""
    with pytest.raises(QuestionnaireError) as caught:
        parse(text)
    return caught.value.faults


def changed(old: str, new: str) -> str:
    """The example with one place changed."""
    assert EXAMPLE.count(old) == 1, old
    return EXAMPLE.replace(old, new)


def line_of(text: str, words: str) -> int:
    """The number of the last line that holds these words."""
    return max(n for n, line in enumerate(text.split("\n"), 1) if words in line)
