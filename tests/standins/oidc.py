"""A sign-in service that speaks OpenID Connect, for tests: a process of its own, with faults on demand.

    python tests/standins/oidc.py CLIENT SECRET BACK     prints its issuer, then serves until it is ended

Discovery, authorize (says yes at once), token (code once, PKCE, client by Basic), jwks. `POST /_set` takes JSON:
`{"claims": {…}, "fault": "…"}`; faults are the names in `FAULTS`; `"rotate": true` makes a new key.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

FAULTS = ("nonce", "expired", "old", "future", "other-key", "unnamed-key", "none", "hs256", "issuer", "audience",
          "party", "no-subject", "changed", "no-token", "state", "denied", "other-issuer-in-answer", "down",
          "garbage", "redirect")  # fmt: skip


class Key:
    """A signing key with its name."""

    def __init__(self) -> None:
        self.kid, self.private = secrets.token_hex(4), rsa.generate_private_key(65537, 2048)

    def public(self) -> dict[str, Any]:
        named = {"kid": self.kid, "use": "sig", "alg": "RS256"}
        return json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key())) | named


class Service:
    """What the process knows."""

    def __init__(self, client: str, secret: str, back: str) -> None:
        self.client, self.secret, self.back, self.issuer = client, secret, back, ""
        self.key, self.stranger = Key(), Key()
        self.claims: dict[str, Any] = {"sub": "u-1"}
        self.fault = ""
        self.codes: dict[str, dict[str, str]] = {}

    def token(self, nonce: str) -> str:
        now, key, header = int(time.time()), self.key, {"kid": self.key.kid}
        claims = {"iss": self.issuer, "aud": self.client, "iat": now, "exp": now + 300, "nonce": nonce} | self.claims
        changes: dict[str, dict[str, Any]] = {
            "nonce": {"nonce": "another"}, "expired": {"exp": now - 120}, "old": {"iat": now - 3600},
            "future": {"iat": now + 3600}, "issuer": {"iss": "https://elsewhere.example"},
            "audience": {"aud": "somebody-else"}, "party": {"aud": [self.client, "x"], "azp": "x"},
            "no-subject": {"sub": ""},
        }  # fmt: skip
        claims |= changes.get(self.fault, {})
        if self.fault in ("other-key", "unnamed-key"):  # the stranger's key under our name, or under its own
            key = self.stranger
            header = {"kid": self.key.kid if self.fault == "other-key" else self.stranger.kid}
        if self.fault == "none":
            return jwt.encode(claims, None, algorithm="none", headers=header)
        if self.fault == "hs256":  # the public key taken for a shared secret
            pem = self.key.private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
            parts = [json.dumps({"alg": "HS256"} | header).encode(), json.dumps(claims).encode()]
            signed = b".".join(base64.urlsafe_b64encode(p).rstrip(b"=") for p in parts)
            mac = base64.urlsafe_b64encode(hmac.digest(pem, signed, "sha256")).rstrip(b"=")
            return (signed + b"." + mac).decode()
        made = jwt.encode(claims, key.private, algorithm="RS256", headers=header)
        if self.fault == "changed":
            head, body, sign = made.split(".")
            body = base64.urlsafe_b64encode(json.dumps(claims | {"sub": "u-2"}).encode()).rstrip(b"=").decode()
            made = f"{head}.{body}.{sign}"
        return made


class Handler(BaseHTTPRequestHandler):
    """The four addresses, and the one by which tests set faults."""

    service: Service

    def log_message(self, *args: object) -> None:
        pass

    def _json(self, status: int, body: object) -> None:
        raw = json.dumps(body).encode()
        if self.service.fault == "garbage" and status == 200:
            raw = b"<html>"
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def _go(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:  # noqa: N802 - named by http.server
        at, parts = self.service, urlsplit(self.path)
        query = {k: v[0] for k, v in parse_qs(parts.query).items()}
        if at.fault == "down":
            self._json(503, {})
        elif parts.path == "/.well-known/openid-configuration":
            self._json(200, {"issuer": at.issuer, "authorization_endpoint": f"{at.issuer}/authorize",
                             "token_endpoint": f"{at.issuer}/token", "jwks_uri": f"{at.issuer}/jwks",
                             "token_endpoint_auth_methods_supported": ["client_secret_basic"]})  # fmt: skip
        elif parts.path == "/jwks":
            self._json(200, {"keys": [at.key.public()]})
        elif parts.path == "/authorize":
            wrong = query.get("client_id") != at.client or query.get("redirect_uri") != at.back
            if wrong or query.get("response_type") != "code" or "openid" not in query.get("scope", "").split():
                self._json(400, {"error": "invalid_request"})
                return
            if query.get("code_challenge_method") != "S256" or not query.get("nonce"):
                self._json(400, {"error": "invalid_request"})
                return
            code = secrets.token_urlsafe(16)
            at.codes[code] = query
            answer = {"code": code, "state": query["state"], "iss": at.issuer}
            if at.fault == "state":
                answer["state"] = "another"
            if at.fault == "denied":
                answer = {"error": "access_denied", "state": query["state"]}
            if at.fault == "other-issuer-in-answer":
                answer["iss"] = "https://elsewhere.example"
            self._go(f"{at.back}?{urlencode(answer)}")
        else:
            self._json(404, {})

    def do_POST(self) -> None:  # noqa: N802
        at = self.service
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.path == "/_set":
            told = json.loads(body)
            at.claims, at.fault = told.get("claims", at.claims), told.get("fault", "")
            if told.get("rotate"):
                at.key = Key()
            self._json(204 if at.fault == "garbage" else 200, {})
            return
        if at.fault == "down":
            self._json(503, {})
            return
        if at.fault == "redirect":
            self._go(f"{at.issuer}/token")
            return
        form = {k: v[0] for k, v in parse_qs(body.decode()).items()}
        asked = at.codes.pop(form.get("code", ""), None)
        pair = base64.b64decode(self.headers.get("Authorization", "").removeprefix("Basic ")).decode()
        who = [unquote(part) for part in pair.partition(":")[::2]]
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        right = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if who != [at.client, at.secret]:
            self._json(401, {"error": "invalid_client"})
        elif asked is None or asked["code_challenge"] != right or form.get("redirect_uri") != at.back:
            self._json(400, {"error": "invalid_grant"})
        elif at.fault == "no-token":
            self._json(200, {"access_token": "x", "token_type": "Bearer"})
        else:
            self._json(200, {"access_token": "x", "token_type": "Bearer", "id_token": at.token(asked["nonce"])})


def main(client: str, secret: str, back: str) -> None:
    """Serve on a free port of 127.0.0.1."""
    Handler.service = Service(client, secret, back)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.service.issuer = f"http://127.0.0.1:{server.server_port}"
    print(Handler.service.issuer, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(*sys.argv[1:4])
