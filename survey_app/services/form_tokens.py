"""The signed hidden field of a resident's form: which campaign, which version, which submission.

Anybody may send answers, so this is no session and no lock: it makes resending harmless and says
which version the answers belong to. It lives as long as the campaign and its grace.
"""

import hashlib
from datetime import UTC, datetime
from typing import NamedTuple

from itsdangerous import BadSignature, Signer

from survey_app.keys import KeyRing


class FormToken(NamedTuple):
    """What one opened form is. submission_id: 128 random bits as 32 hexadecimal digits."""

    campaign_id: int
    version_id: int
    submission_id: str
    issued_at: datetime  # whole seconds
    synthetic: bool = False
    mode: str = "self"  # "kiosk" when a public tablet opened it

    @property
    def rotation(self) -> int:
        """Which quarter of a rotated list comes first, 0 to 3."""
        return int(self.submission_id[0], 16) % 4


_KINDS = {"p": (False, "self"), "s": (True, "self"), "k": (False, "kiosk")}  # synthetic, mode
_LETTERS = {kind: letter for letter, kind in _KINDS.items()}


class FormTokens:
    """Signs and reads form tokens with the ring's form keys."""

    def __init__(self, keys: KeyRing) -> None:
        self._signer = Signer(keys.all("form"), salt="form", digest_method=hashlib.sha256)

    def sign(self, token: FormToken) -> str:
        """The token as text for a hidden field."""
        kind = _LETTERS[token.synthetic, token.mode]
        issued = int(token.issued_at.timestamp())
        plain = f"{token.campaign_id}-{token.version_id}-{issued}-{kind}-{token.submission_id}"
        return self._signer.sign(plain).decode()

    def read(self, text: str) -> FormToken | None:
        """The token of a hidden field; None when it is missing, foreign or altered."""
        try:
            plain = self._signer.unsign(text).decode()
        except (BadSignature, UnicodeError):
            return None
        campaign, version, issued, kind, submission = plain.split("-")
        issued_at = datetime.fromtimestamp(int(issued), UTC)
        synthetic, mode = _KINDS[kind]
        return FormToken(int(campaign), int(version), submission, issued_at, synthetic, mode)
