"""OpenID Connect, our side of the authorization code flow with PKCE: what we ask and what we believe. Pure.

OpenID Connect Core 1.0 (3.1.2, 3.1.3.7), RFC 7636 (PKCE), RFC 9207 (`iss` in the answer).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

LEEWAY = 60  # seconds that two clocks may differ
OLDEST = 600  # seconds since a token was made
# Signatures that only the provider can make. Never `none`, never HS…: whoever reads our settings knows that key.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
PROVED = {"email": "email_verified", "phone_number": "phone_number_verified"}
SCOPES = {"email": "email", "phone_number": "phone"}


class NotProved(Exception):
    """The answer proves nothing; the text says why, for the log."""


def challenge(verifier: str) -> str:
    """The S256 challenge of a verifier."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def question(endpoint: str, *, client: str, back: str, claim: str, state: str, nonce: str, verifier: str) -> str:
    """The address at the provider to which the browser goes."""
    wanted = {
        "response_type": "code",
        "client_id": client,
        "redirect_uri": back,
        "scope": f"openid {SCOPES.get(claim, 'profile')}",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{urlencode(wanted)}"


def same(a: object, b: str) -> bool:
    """Whether a text is the one expected, in constant time."""
    return isinstance(a, str) and bool(b) and hmac.compare_digest(a.encode(), b.encode())


def check_claims(claims: dict[str, Any], *, issuer: str, client: str, nonce: str, now: datetime) -> str:
    """The subject of an ID token whose signature is right. Raises NotProved."""
    seconds = now.timestamp()
    if claims.get("iss") != issuer:
        raise NotProved("another issuer")
    audience = claims.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if client not in audiences:
        raise NotProved("made for another client")
    if (len(audiences) > 1 or "azp" in claims) and claims.get("azp") != client:
        raise NotProved("made for another party")
    for name in ("exp", "iat"):
        if isinstance(claims.get(name), bool) or not isinstance(claims.get(name), int | float):
            raise NotProved(f"without {name}")
    if claims["exp"] <= seconds - LEEWAY:
        raise NotProved("expired")
    if not seconds - OLDEST - LEEWAY <= claims["iat"] <= seconds + LEEWAY:
        raise NotProved("made at another time")
    before = claims.get("nbf", 0)
    if not isinstance(before, int | float) or before > seconds + LEEWAY:
        raise NotProved("not valid yet")
    if not same(claims.get("nonce"), nonce):
        raise NotProved("another nonce")
    subject = claims.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= 255:
        raise NotProved("without a subject")
    return subject


def key_for(header: dict[str, Any], keys: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The provider's key that a token names (or the only one that fits); None where there is none."""
    fitting = [
        k for k in keys if k.get("use", "sig") == "sig" and k.get("alg", header["alg"]) == header["alg"]
        and k.get("kty") in ("RSA", "EC", "OKP")
    ]  # fmt: skip
    if "kid" in header:
        return next((k for k in fitting if k.get("kid") == header["kid"]), None)
    return fitting[0] if len(fitting) == 1 else None


def claim_of(claims: dict[str, Any], name: str) -> str:
    """The value by which an account is found; empty where it is absent or the provider has not verified it."""
    value = claims.get(name)
    if not isinstance(value, str) or (name in PROVED and claims.get(PROVED[name]) is not True):
        return ""
    return value.strip()


def methods(claims: dict[str, Any]) -> frozenset[str]:
    """How the provider says that somebody signed in there (RFC 8176)."""
    amr = claims.get("amr")
    return frozenset(m for m in amr if isinstance(m, str)) if isinstance(amr, list) else frozenset()
