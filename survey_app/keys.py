"""The key ring: one file, mode 0600, keys with ids by purpose. Rotation adds a key.

The newest key of a purpose signs; all of them verify, so pages opened before one still count.
"""

import json
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

PURPOSES = ("form", "session", "source", "contact")
Stored = dict[str, list[dict[str, str]]]


@dataclass(frozen=True)
class KeyRing:
    """Secrets by purpose, oldest first."""

    secrets: dict[str, tuple[str, ...]]

    def all(self, purpose: str) -> list[str]:
        """Every key of a purpose, oldest first, as itsdangerous wants them."""
        return list(self.secrets[purpose])

    def newest(self, purpose: str) -> str:
        """The key that signs."""
        return self.secrets[purpose][-1]


def open_key_ring(path: Path) -> KeyRing:
    """Read the key ring; make one when there is none yet (two processes agree on one).

    A ring of an earlier release gets keys for the purposes that it does not know.
    """
    if not path.exists():
        _make(path, {purpose: [_new_key("1")] for purpose in PURPOSES})
    stored = _read(path)
    if not stored.keys() >= set(PURPOSES):
        stored = _change(path, _complete)
    return KeyRing({purpose: tuple(k["secret"] for k in stored[purpose]) for purpose in PURPOSES})


def rotate(path: Path) -> None:
    """Add a new key for every purpose; running servers use it after their next start."""
    _change(path, _add_keys)


def _complete(stored: Stored) -> None:
    for purpose in PURPOSES:
        stored.setdefault(purpose, [_new_key("1")])


def _add_keys(stored: Stored) -> None:
    for keys in stored.values():
        keys.append(_new_key(str(len(keys) + 1)))


def _new_key(key_id: str) -> dict[str, str]:
    return {"id": key_id, "secret": secrets.token_hex(32)}


def _read(path: Path) -> Stored:
    stored: Stored = json.loads(path.read_text("utf-8"))
    return stored


def _change(path: Path, change: Callable[[Stored], None]) -> Stored:
    """Change a ring in place: one process after the other, and never half of it."""
    with FileLock(path.with_name(f".{path.name}.lock")):
        stored = _read(path)
        change(stored)
        _draft(path, stored).replace(path)
    return stored


def _make(path: Path, content: Stored) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = _draft(path, content)
    try:
        os.link(draft, path)  # unlike a rename, never replaces a ring that another process made
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _draft(path: Path, content: Stored) -> Path:
    """The content in a file of its own beside the ring, safe on the disk."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())  # a ring that is lost makes every open form worthless
    return draft
