"""The key ring: one file, mode 0600, keys with ids by purpose. Rotation adds a key.

The newest key of a purpose signs; all of them verify, so pages opened before one still count.
"""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

PURPOSES = ("form", "session", "source")


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
    """Read the key ring; make one when there is none yet (two processes agree on one)."""
    if not path.exists():
        _write_new(path, {purpose: [_new_key("1")] for purpose in PURPOSES})
    stored = json.loads(path.read_text("utf-8"))
    return KeyRing({purpose: tuple(k["secret"] for k in stored[purpose]) for purpose in PURPOSES})


def rotate(path: Path) -> None:
    """Add a new key for every purpose; running servers use it after their next start."""
    stored = json.loads(path.read_text("utf-8"))
    for keys in stored.values():
        keys.append(_new_key(str(len(keys) + 1)))
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    _write_new(fresh, stored)
    fresh.replace(path)


def _new_key(key_id: str) -> dict[str, str]:
    return {"id": key_id, "secret": secrets.token_hex(32)}


def _write_new(path: Path, content: dict[str, list[dict[str, str]]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(content, file, indent=1)
        file.flush()
        os.fsync(file.fileno())  # a ring that is lost makes every open form worthless
    try:
        os.link(draft, path)  # unlike a rename, never replaces a ring that another process made
    except FileExistsError:
        pass
    finally:
        draft.unlink()
