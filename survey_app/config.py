"""Settings: read once from SURVEY_APP_* variables, then frozen."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from survey_app.errors import Invalid

LOCAL_URL = "http://127.0.0.1:8000"


@dataclass(frozen=True)
class Settings:
    """Where things are and how the service is reached."""

    home: Path = Path("instance")  # database, keys and posters of this installation
    database_url: str = ""  # SQLAlchemy URL; empty: a SQLite file in home
    public_url: str = LOCAL_URL  # what QR codes and posters say; never taken from a request
    fonts: Path | None = None  # folder with a Chinese font; None: the one that is installed
    proxies: int = 0  # reverse proxies in front whose forwarded headers are believed
    cache_seconds: float = 2.0  # how long a page may show an older list of campaigns
    threads: int = 8  # per server process

    @property
    def database(self) -> str:
        """The database URL in force."""
        return self.database_url or f"sqlite:///{(self.home / 'survey.db').absolute()}"

    @property
    def keys_path(self) -> Path:
        """The key ring (mode 0600)."""
        return self.home / "keys.json"


def from_environment(environ: Mapping[str, str], **overrides: object) -> Settings:
    """Settings from SURVEY_APP_HOME, _DATABASE_URL, _PUBLIC_URL, _FONTS, _PROXIES, _THREADS.

    `overrides` that are not None win over the environment.
    """
    given: dict[str, Any] = {}
    for name, read in _READ.items():
        text = environ.get(f"SURVEY_APP_{name.upper()}", "").strip()
        if text:
            given[name] = read(text)
    given.update({name: value for name, value in overrides.items() if value is not None})
    return Settings(**given)


def public_url(text: str) -> str:
    """An address for QR codes: http or https, no path; raises Invalid otherwise."""
    address = text.rstrip("/")
    scheme, separator, host = address.partition("://")
    if not separator or scheme not in ("http", "https") or not host or "/" in host:
        raise Invalid(
            "“{text}” is not a public address; write it like https://survey.example.cn", text=text
        )
    return address


def _count(text: str) -> int:
    if not text.isdecimal():
        raise Invalid("“{text}” is not a number; write figures such as 1", text=text)
    return int(text)


_READ: dict[str, Callable[[str], object]] = {
    "home": Path,
    "database_url": str,
    "public_url": public_url,
    "fonts": Path,
    "proxies": _count,
    "threads": _count,
}
