"""What became of the photos of a sent form: the kept ones, and those that a page carries on."""

import re

from werkzeug.test import TestResponse

from tests.city import City
from tests.evidence import attachments

MISTAKE = {"TEXT": "路灯坏了"}  # an answer is missing


def kept(city: City) -> list[tuple[str, int | None]]:
    """Question and response of every kept photo."""
    return [(row.question, row.response_id) for row in attachments(city.database)]


def keys_in(sent: TestResponse, question: str = "PHOTO") -> list[str]:
    """The photos that a shown form carries on."""
    hidden = re.findall(rf'<input[^>]*name="{question}"[^>]*>', sent.text)
    return [key for field in hidden for key in re.findall(r'value="([0-9a-f]{64})"', field)]


def is_shown_again(sent: TestResponse, status: int = 422) -> None:
    assert sent.status_code == status
    assert "路灯坏了" in sent.text
    assert "<script>alert" not in sent.text
