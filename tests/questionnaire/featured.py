"""Fixtures, one per kind of question and one per feature of rules, and what must become of forms.

`features/NAME.yaml` is a definition; `features/NAME.cases.yaml`, written by hand, says for it

columns : the codebook, variable by variable (name; codes or form; bytes; decimals).
forms : what is sent (`given`) and what must become of it: `answers` kept, telephone numbers
    (`contacts`), questions `shown`, `codes` as hexadecimal bytes, what they mean (`decoded`),
    whether it is counted (`in_base`); or `refused` questions with the sentence; or `ended`.
tally : how often each answer occurs among the forms that are kept.
orders : options as shown for the four rotations. filled : texts with `values` filled in.
parts : single parts of the definition as text. cards : screens on a phone.
"""

from pathlib import Path
from typing import Any

import yaml

from survey_app.paths import bundled
from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.loader import load_questionnaire, load_vocabulary

FOLDER = Path(__file__).parent / "features"
FEATURES = sorted(
    file.stem for file in FOLDER.glob("*.yaml") if not file.name.endswith(".cases.yaml")
)


def feature(name: str) -> Questionnaire:
    """The definition of a fixture."""
    return load_questionnaire(FOLDER / f"{name}.yaml", load_vocabulary(bundled("questionnaires")))


def cases(name: str) -> dict[str, Any]:
    """What is expected of a fixture; every form's `given` holds lists of strings."""
    expected = yaml.safe_load((FOLDER / f"{name}.cases.yaml").read_text("utf-8"))
    for form in expected["forms"]:
        form["given"] = {
            field: values if isinstance(values, list) else [values]
            for field, values in form["given"].items()
        }
    return expected


def forms_of(outcome: str) -> list[tuple[str, dict[str, Any]]]:
    """(fixture, form) of every form that is to be kept (`answers`), `refused` or `ended`."""
    return [(name, form) for name in FEATURES for form in cases(name)["forms"] if outcome in form]


def named(part: Any) -> str | None:
    """A test's name for a fixture or a form."""
    return part["says"] if isinstance(part, dict) else part
