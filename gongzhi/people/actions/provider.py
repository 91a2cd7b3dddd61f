"""The unit's sign-in service over HTTP: where it is, its keys, a code for a token. Nothing is written."""

from __future__ import annotations

import base64
import http.client
import ipaddress
import json
import ssl
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import jwt
from django.conf import settings
from django.utils.translation import gettext_noop as _

from gongzhi.core.errors import Unavailable
from gongzhi.people.rules.oidc import ALGORITHMS, NotProved, key_for

PATIENCE = 8  # seconds
MOST = 256 * 1024
FRESH = 600  # seconds for which addresses and keys are believed


class Down(Unavailable):
    """The provider does not answer, or not as the protocol says."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            _("The sign-in service does not answer. Sign in with your password, or try again later."), retry_after=60
        )


@dataclass(frozen=True, slots=True)
class Provider:
    """Its addresses, as its own description says."""

    authorize: str
    token: str
    jwks: str
    basic: bool


_known: dict[str, tuple[float, Any]] = {}  # address → (when, what it said)


def forget() -> None:
    """Ask everything anew (tests; another provider)."""
    _known.clear()


def provider() -> Provider:
    """The provider of `settings.OIDC_ISSUER`. Raises Down."""
    issuer = settings.OIDC_ISSUER
    told = _kept(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    if told.get("issuer") != issuer:
        raise Down(f"the description is of {str(told.get('issuer'))[:100]}")
    found = [str(told.get(name) or "") for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if not all(_safe(address) for address in found):
        raise Down("an address is missing or not HTTPS")
    ways = told.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Provider(found[0], found[1], found[2], "client_secret_basic" in ways)


def _safe(address: str) -> bool:
    """HTTPS; plain HTTP only on this machine."""
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return True
    try:
        return parts.scheme == "http" and ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.scheme == "http" and parts.hostname == "localhost"


def _kept(address: str, *, anew: bool = False) -> dict[str, Any]:
    when, told = _known.get(address, (-FRESH, None))
    if anew or told is None or time.monotonic() - when > FRESH:
        status, told = _call(address)
        if status != 200:
            raise Down(f"{status} from {address}")
        _known[address] = (time.monotonic(), told)
    return dict(told)


def _call(address: str, form: dict[str, str] | None = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
    """Status and JSON object. No redirect is followed. Raises Down."""
    if not _safe(address):
        raise Down("an address is not HTTPS")
    parts = urlsplit(address)
    host = parts.hostname or ""
    link: http.client.HTTPConnection
    if parts.scheme == "https":
        trusted = ssl.create_default_context()
        link = http.client.HTTPSConnection(host, parts.port, timeout=PATIENCE, context=trusted)
    else:
        link = http.client.HTTPConnection(host, parts.port, timeout=PATIENCE)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = {"Accept": "application/json", **(headers or {})}
    try:
        if form is None:
            link.request("GET", path, headers=sent)
        else:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
            link.request("POST", path, urlencode(form), sent)
        answer = link.getresponse()
        body = answer.read(MOST + 1)
        told = json.loads(body) if len(body) <= MOST else None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise Down(f"{type(error).__name__} from {parts.hostname}") from None
    finally:
        link.close()
    if not isinstance(told, dict):
        raise Down(f"no JSON object from {parts.hostname}")
    return answer.status, told


def redeem(code: str, *, verifier: str, back: str) -> dict[str, Any]:
    """The claims of the ID token that the code is good for, their signature checked. Raises Down, NotProved."""
    at = provider()
    client, secret = settings.OIDC_CLIENT, settings.OIDC_SECRET
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    headers = {}
    if at.basic and secret:
        pair = f"{quote(client, safe='')}:{quote(secret, safe='')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        form |= {"client_id": client} | ({"client_secret": secret} if secret else {})
    status, told = _call(at.token, form, headers)
    if status >= 500:
        raise Down(f"{status} from the token endpoint")
    token = told.get("id_token")
    if status != 200 or not isinstance(token, str):
        raise NotProved(f"no token: {status} {str(told.get('error'))[:60]}")
    return signed_claims(token, at.jwks)


def signed_claims(token: str, jwks: str) -> dict[str, Any]:
    """The claims of a token signed by one of the provider's keys; an unknown key is looked up anew, since keys rotate.
    Raises NotProved, Down."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise NotProved(f"signed by {str(header.get('alg'))[:20]}")
        key = key_for(header, _keys(jwks)) or key_for(header, _keys(jwks, anew=True))
        if key is None:
            raise NotProved("signed by a key that the provider does not name")
        options = {f"verify_{name}": False for name in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}
        found: dict[str, Any] = jwt.decode(
            token,
            jwt.PyJWK(key, algorithm=header["alg"]),
            algorithms=[header["alg"]],
            options=options,  # type: ignore[arg-type]
        )
    except jwt.PyJWTError as error:
        raise NotProved(f"{type(error).__name__}: {error}") from None
    return found


def _keys(jwks: str, *, anew: bool = False) -> list[dict[str, Any]]:
    keys = _kept(jwks, anew=anew).get("keys")
    return [k for k in keys if isinstance(k, dict)] if isinstance(keys, list) else []
