"""Interface texts: gettext catalogues, English msgids, Chinese first."""

from collections.abc import Callable
from functools import lru_cache
from gettext import GNUTranslations
from pathlib import Path

LANGUAGES = {"zh": "zh_CN", "en": "en"}
LOCALES = Path(__file__).with_name("locale")


@lru_cache(maxsize=len(LANGUAGES))
def translator(language: str) -> Callable[[str], str]:
    """The gettext function of `zh` or `en`; anything else reads as Chinese."""
    folder = LOCALES / LANGUAGES.get(language, "zh_CN") / "LC_MESSAGES"
    with open(folder / "messages.mo", "rb") as file:
        return GNUTranslations(file).gettext
