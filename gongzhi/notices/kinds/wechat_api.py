"""The interface of a WeChat official account: access token, messages, pictures that followers sent.

The token is the vendor's stable one (`/cgi-bin/stable_token`): every process gets the same, none makes another's void.
Settings: `WECHAT_API`, `WECHAT_APPID`, `WECHAT_SECRET`.
"""

from __future__ import annotations

import http.client
import json
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from gongzhi.notices.rules import DeliveryFailed

TIMEOUT_SECONDS = 5.0
PICTURE_SECONDS = 3.5  # in all: the vendor waits five for our answer
ANSWER_MAX = 64 * 1024
PICTURE_MAX = 10 * 1024 * 1024
_VOID = {40001, 40014, 42001}  # the token is not valid (any more)
_BUSY = {-1, 45009, 45011}  # the vendor asks to try later: overloaded, quota, too often
_token: tuple[str, str, float] | None = None  # account, token, until (process time)


def call(path: str, body: dict[str, Any]) -> int:
    """POST to an interface that needs the token; the vendor's `errcode` (0: taken), never one of a void token twice.

    Raises DeliveryFailed where nothing understandable came back, or the vendor asks to try later.
    """
    for fresh in (False, True):
        code = _errcode(_post(f"{path}?{urlencode({'access_token': _access_token(fresh)})}", body))
        if code not in _VOID:
            break
    if code in _BUSY or code in _VOID:
        raise DeliveryFailed(f"wechat-{code}")
    return code


def picture(media_id: str) -> bytes:
    """A picture that a follower sent, at most `PICTURE_MAX` bytes. Raises DeliveryFailed."""
    until = time.monotonic() + PICTURE_SECONDS
    for fresh in (False, True):
        query = urlencode({"access_token": _access_token(fresh, until), "media_id": media_id})
        kind, data = _ask("GET", f"/cgi-bin/media/get?{query}", None, PICTURE_MAX, until)
        if "json" not in kind and "text" not in kind:
            return data
        code = _errcode(_json(data))
        if code not in _VOID:
            break
    raise DeliveryFailed(f"wechat-{code}")


def forget_token() -> None:
    """Ask for the token anew at the next call."""
    global _token
    _token = None


def _access_token(fresh: bool, until: float | None = None) -> str:
    global _token
    now = time.monotonic()
    if not fresh and _token is not None and _token[0] == settings.WECHAT_APPID and now < _token[2]:
        return _token[1]
    wanted = {"grant_type": "client_credential", "appid": settings.WECHAT_APPID, "secret": settings.WECHAT_SECRET}
    answer = _post("/cgi-bin/stable_token", wanted, until)
    token, seconds = answer.get("access_token"), answer.get("expires_in")
    if not isinstance(token, str) or not isinstance(seconds, int):
        raise DeliveryFailed(f"wechat-{_errcode(answer)}")
    _token = (settings.WECHAT_APPID, token, now + max(0, seconds - 300))
    return token


def _errcode(answer: dict[str, Any]) -> int:
    code = answer.get("errcode", 0)
    if not isinstance(code, int):
        raise DeliveryFailed("wechat-not-understood")
    return code


def _post(path: str, body: dict[str, Any], until: float | None = None) -> dict[str, Any]:
    sent = json.dumps(body, ensure_ascii=False).encode()
    return _json(_ask("POST", path, sent, ANSWER_MAX, until)[1])


def _json(data: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(data)
    except ValueError:
        raise DeliveryFailed("wechat-not-understood") from None
    if not isinstance(answer, dict):
        raise DeliveryFailed("wechat-not-understood")
    return answer


def _ask(method: str, path: str, body: bytes | None, most: int, until: float | None = None) -> tuple[str, bytes]:
    """Content type and body of the answer, within the time and at most `most` bytes; redirections are not followed."""
    parts = urlsplit(settings.WECHAT_API)
    kind = http.client.HTTPConnection if parts.scheme == "http" else http.client.HTTPSConnection
    now = time.monotonic()
    until = min(until or now + TIMEOUT_SECONDS, now + TIMEOUT_SECONDS)
    connection = kind(parts.hostname or "", parts.port, timeout=max(0.05, until - now))
    try:
        connection.request(method, parts.path.rstrip("/") + path, body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        if response.status != 200:
            raise DeliveryFailed(f"wechat-{response.status}")
        data = b""
        while chunk := response.read1(64 * 1024):
            data += chunk
            if len(data) > most:
                raise DeliveryFailed("wechat-too-large", for_good=True)
            if time.monotonic() > until:
                raise TimeoutError
        return response.headers.get("Content-Type", ""), data
    except TimeoutError as error:
        raise DeliveryFailed("wechat-timeout") from error
    except (OSError, http.client.HTTPException) as error:
        raise DeliveryFailed("wechat-unreachable") from error
    finally:
        connection.close()
