"""Posting JSON to a gateway outside, without following where it sends one."""

from __future__ import annotations

import http.client
from urllib.parse import urlsplit


class Unreachable(Exception):
    """No answer came; the text is a closed code (`gateway-timeout`, `gateway-unreachable`)."""


def post_json(address: str, body: bytes, headers: dict[str, str], *, seconds: float) -> int:
    """The status of the answer to a POST of `body`. Raises Unreachable."""
    parts = urlsplit(address)
    kind = http.client.HTTPConnection if parts.scheme == "http" else http.client.HTTPSConnection
    connection = kind(parts.hostname or "", parts.port, timeout=seconds)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, {"Content-Type": "application/json; charset=utf-8", **headers})
        return connection.getresponse().status
    except TimeoutError as error:
        raise Unreachable("gateway-timeout") from error
    except (OSError, http.client.HTTPException) as error:
        raise Unreachable("gateway-unreachable") from error
    finally:
        connection.close()
