"""What can go wrong in a way that a person can mend; caught once, at the edge.

SurveyError
├── QuestionnaireError   a definition cannot be used; carries every problem found
├── NotFound             no such placement, campaign, community, receipt …          (404)
├── NotAllowed           this account may not do that                               (403)
├── Invalid              a value that somebody typed or a file they gave is wrong   (400)
│   └── Several          all that is wrong with one file
└── Away                 the database does not answer now; nothing is lost          (503)

`message` is an English gettext msgid with {named} places; `values` fill them. Nothing here is
translated: the edge knows the reader's language.
"""

from collections.abc import Callable, Sequence


def marked(message: str) -> str:
    """Marks a text for the catalogues where it is kept in a table and translated later."""
    return message


class SurveyError(Exception):
    """Base of all errors that are shown to people without a trace."""

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def text(
        self, translate: Callable[[str], str] = str, show: Callable[[object], str] = str
    ) -> str:
        """The sentence for a reader: through a gettext function, values shown by `show`."""
        shown = {name: show(value) for name, value in self.values.items()}
        return translate(self.message).format(**shown)

    def __str__(self) -> str:
        return self.text()


class NotFound(SurveyError):
    """Nothing stands under this code or name."""


class NotAllowed(SurveyError):
    """The account's role or area does not cover this."""


class Invalid(SurveyError):
    """A value given by a person or in a file is wrong."""


class Several(Invalid):
    """Everything that is wrong with one thing, a line each."""

    def __init__(self, errors: Sequence[SurveyError]) -> None:
        super().__init__("")
        self.errors = tuple(errors)

    def text(
        self, translate: Callable[[str], str] = str, show: Callable[[object], str] = str
    ) -> str:
        """The sentences, one below the other."""
        return "\n".join(error.text(translate, show) for error in self.errors)


class Away(SurveyError):
    """The database does not answer; the same request may go through a little later."""
