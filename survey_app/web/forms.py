"""The forms of staff pages. Messages are msgids: templates translate them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    PasswordField,
    RadioField,
    SelectMultipleField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, InputRequired, Length, Regexp, StopValidation

from survey_app.errors import marked
from survey_app.questionnaire.definition import Placeholder
from survey_app.questionnaire.kinds import clean_text
from survey_app.services.days import is_sensible

LONGEST = 60  # signs: what fits on a poster's line


def _line(text: str | None) -> str:
    """One line of clean text."""
    return " ".join(clean_text(text or "").split())


def _as_given(text: str | None) -> str:
    return text or ""


class _Day(DateField):
    """A day, refused in our words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(marked("Please give a day, such as 2026-09-10.")) from None


_NEEDED = DataRequired(marked("Please fill this in."))
_TYPED = InputRequired(marked("Please fill this in."))  # white space counts
_CHOSEN = InputRequired(marked("Please choose a day."))
_SHORT = Length(max=LONGEST, message=marked("Please write at most 60 characters."))


class SignInForm(FlaskForm):
    """Name and password. Nothing is cut from the password."""

    user = StringField(marked("User name"), [_NEEDED], filters=[_line])
    password = PasswordField(marked("Password"), [_TYPED], filters=[_as_given])


class LaunchForm(FlaskForm):
    """What is asked, where, when, and in whose name. The page gives the choices."""

    questionnaire = RadioField(marked("Questionnaire"), validate_choice=False)
    communities = SelectMultipleField(marked("Communities"), validate_choice=False)
    first_day = _Day(marked("First day"), [_CHOSEN])
    last_day = _Day(marked("Last day"), [_CHOSEN])
    organiser = StringField(marked("Organiser"), [_NEEDED, _SHORT], filters=[_line])
    phone = StringField(marked("Telephone for questions"), [_NEEDED, _SHORT], filters=[_line])
    paper_place = StringField(marked("Where people can answer on paper"), [_SHORT], filters=[_line])
    round = StringField(
        marked("Round"),
        [Regexp(r"^$|^\d{4}-(0[1-9]|1[0-2])$", message=marked("Write it like 2026-09."))],
        filters=[_line],
    )

    def __init__(self, *, today: date, offered: list[str], codes: list[str], **defaults: Any):
        super().__init__(**defaults)
        self.today, self.offered, self.codes = today, offered, codes

    def validate_questionnaire(self, field: RadioField) -> None:
        """One of those on offer."""
        if field.data not in self.offered:
            raise ValidationError(marked("Please choose a questionnaire."))

    def validate_communities(self, field: SelectMultipleField) -> None:
        """At least one, all of them in the account's area."""
        if not field.data or not set(field.data) <= set(self.codes):
            raise ValidationError(marked("Please choose at least one community."))

    def validate_first_day(self, field: DateField) -> None:
        """Nobody could have answered before today."""
        if field.data and not is_sensible(field.data):
            raise ValidationError(marked("Please choose a day before the year 2100."))
        if field.data and field.data < self.today:
            raise ValidationError(marked("The first day has passed. Choose today or a later day."))

    def validate_last_day(self, field: DateField) -> None:
        """Not before the first day, and in this century."""
        first = self.first_day.data
        if field.data and not is_sensible(field.data):
            raise ValidationError(marked("Please choose a day before the year 2100."))
        if field.data and first and field.data < first:
            raise ValidationError(marked("The last day must not be before the first day."))


def blank_name(questionnaire: str, placeholder: str) -> str:
    """The launch form's field for a placeholder of a questionnaire."""
    return f"fill-{questionnaire}-{placeholder}"


def launch_form(
    wanted: Mapping[str, Sequence[Placeholder]], say: Callable[..., str], language: str
) -> type[LaunchForm]:
    """The launch form with one more field for every placeholder of what is on offer.

    wanted : questionnaire id -> its placeholders. Only those of the chosen one have to be filled.
    """
    fields = {
        blank_name(questionnaire, one.name): StringField(
            one.in_language(language),
            [_when_chosen(questionnaire), _NEEDED, _at_most(one.max_length, say)],
            filters=[_line],
        )
        for questionnaire, placeholders in wanted.items()
        for one in placeholders
    }
    return type("LaunchFormWithBlanks", (LaunchForm,), fields)


def _when_chosen(questionnaire: str) -> Callable[[FlaskForm, StringField], None]:
    def check(form: FlaskForm, field: StringField) -> None:
        if form.questionnaire.data != questionnaire:
            raise StopValidation

    return check


def _at_most(most: int, say: Callable[..., str]) -> Length:
    return Length(max=most, message=say("Please write at most {most} characters.", most=most))


class PlacementForm(FlaskForm):
    """Where one more poster hangs."""

    spot = StringField(marked("Spot"), [_NEEDED, _SHORT], filters=[_line])
