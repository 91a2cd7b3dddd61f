"""Codes of a code app: RFC 6238 with six digits every 30 seconds, as every app knows it. Pure."""

from __future__ import annotations

import base64
import hmac
import unicodedata
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

SECRET_BYTES = 20
SECONDS = 30
DIGITS = 6
WINDOW = 1  # steps before and after, for clocks that are a little off
TRIES = 5
RECOVERY_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
RECOVERY_LENGTH = 10  # of 31 letters: 49 bits, and five tries in a quarter of an hour


def secret_text(raw: bytes) -> str:
    """The secret as apps take it: base32 without padding."""
    return base64.b32encode(raw).decode().rstrip("=")


def spaced(secret: str) -> str:
    """The secret in groups of four, to be typed."""
    return " ".join(secret[i : i + 4] for i in range(0, len(secret), 4))


def code_at(secret: str, step: int) -> str:
    """The code of a step (30 seconds since 1970)."""
    raw = base64.b32decode(secret + "=" * (-len(secret) % 8))
    app = TOTP(raw, DIGITS, SHA1(), SECONDS, enforce_key_length=False)  # noqa: S303 - SHA-1 is what apps speak
    return app.generate(step * SECONDS).decode()


def step_of(secret: str, typed: str, seconds: float, after: int) -> int | None:
    """The step whose code was typed: within the window around `seconds`, later than the step `after`; else None."""
    now, found = int(seconds) // SECONDS, None
    for step in range(now - WINDOW, now + WINDOW + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), typed.encode()) and step > after:
            found = step
    return found


def clean(text: str) -> str:
    """What was typed, without blanks and dashes, in ASCII where it was full-width."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def address(secret: str, account: str, issuer: str) -> str:
    """The otpauth:// address that a QR code carries."""
    label = quote(f"{issuer}:{account}", safe="")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"


def recovery_code(chance: list[int]) -> str:
    """A recovery code from ten numbers below `RECOVERY_BELOW`; shown with a dash in the middle."""
    plain = "".join(_LETTERS[n] for n in chance)
    return f"{plain[:5]}-{plain[5:]}"


RECOVERY_BELOW = len(_LETTERS)
