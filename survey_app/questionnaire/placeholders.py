"""`{name}` in the texts of a questionnaire, filled from a campaign's context.

Only known names are replaced: other braces, and braces within a value, stay what they are.
"""

import re
from collections.abc import Mapping

from survey_app.questionnaire.definition import Questionnaire
from survey_app.questionnaire.text_places import said_in

BUILT_IN = ("organiser", "phone", "closes_on")  # every campaign has them
NAME = re.compile(r"\{([a-z][a-z_]{0,31})\}")


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with `{name}` replaced where `values` has the name."""
    return NAME.sub(lambda found: values.get(found[1], found[0]), text)


def names_in(text: str) -> set[str]:
    """The names that stand in braces."""
    return set(NAME.findall(text))


def used(questionnaire: Questionnaire) -> set[str]:
    """The names that stand in braces anywhere in its texts."""
    return {
        name for _, said in said_in(questionnaire) for name in names_in(said.zh) | names_in(said.en)
    }
