"""`/hooks/wechat`: the callback of an official account. Answers in the vendor's XML, within its five seconds."""

from __future__ import annotations

import hashlib
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from gongzhi.core import clock, entropy
from gongzhi.core.errors import DomainError, Unavailable
from gongzhi.exchange.actions.doors import Inbound, already, note_failure, take_in
from gongzhi.exchange.api.hooks import body_of, door, words_of
from gongzhi.exchange.queries import replies
from gongzhi.exchange.rules import signed, wechat
from gongzhi.notices import public as notices
from gongzhi.places import public as places

NAME = "wechat"
LABEL_MAX = 120
_NOTHING = "success"  # the vendor's word for: taken, no answer


@door(lambda: settings.WECHAT_TOKEN)
def callback(request: HttpRequest) -> HttpResponse:
    """GET: the vendor looks whether it is us. POST: a message or an event."""
    if request.method not in ("GET", "POST"):
        return HttpResponse(status=405, headers={"Allow": "GET, POST"})
    query = {name: request.GET.get(name, "") for name in ("signature", "timestamp", "nonce", "msg_signature")}
    if not signed.in_time(query["timestamp"], clock.now()):
        return _refused("too-old")
    stamped = (settings.WECHAT_TOKEN, query["timestamp"], query["nonce"])
    if request.method == "GET":
        if not wechat.signed(query["signature"], *stamped):
            return _refused("bad-signature")
        return HttpResponse(request.GET.get("echostr", "")[:200], content_type="text/plain; charset=utf-8")
    body = body_of(request, wechat.BODY_MAX)
    if body is None:
        note_failure(NAME, "too-large")
        return HttpResponse(status=413)
    try:
        fields = _open(body, query, stamped)
    except wechat.BadMessage:
        note_failure(NAME, "not-understood")
        return HttpResponse(status=400)
    if fields is None:
        return _refused("bad-signature")
    used = query["msg_signature"] if settings.WECHAT_AES_KEY else query["signature"] + query["nonce"]
    reply = _answer(fields, hashlib.sha256(used.encode("utf-8", "surrogatepass")).hexdigest())
    return HttpResponse(_sealed(reply, fields), content_type="text/xml; charset=utf-8")


def _refused(code: str) -> HttpResponse:
    note_failure(NAME, code)
    return HttpResponse("forbidden", status=403, content_type="text/plain")


def _open(body: bytes, query: dict[str, str], stamped: tuple[str, str, str]) -> dict[str, str] | None:
    """The fields of a message whose signature is right, else None. With a key only the safe mode is taken: the
    signature of a plain message does not cover what it says."""
    if not settings.WECHAT_AES_KEY:
        return wechat.read_xml(body) if wechat.signed(query["signature"], *stamped) else None
    sealed = wechat.read_xml(body).get("Encrypt", "")
    if not sealed or not wechat.signed(query["msg_signature"], *stamped, sealed):
        return None
    return wechat.read_xml(wechat.decrypt(sealed, key=settings.WECHAT_AES_KEY, appid=settings.WECHAT_APPID))


def _sealed(reply: str, fields: dict[str, str]) -> str:
    """The answer in XML; encrypted and signed in the safe mode."""
    if not reply:
        return _NOTHING
    now = int(clock.now().timestamp())
    to, ours = fields.get("FromUserName", ""), fields.get("ToUserName", "")
    xml = wechat.write_xml(
        {"ToUserName": to, "FromUserName": ours, "CreateTime": now, "MsgType": "text", "Content": reply}
    )
    if not settings.WECHAT_AES_KEY:
        return xml
    salt = entropy.token_bytes(16)
    sealed = wechat.encrypt(xml, key=settings.WECHAT_AES_KEY, appid=settings.WECHAT_APPID, salt=salt)
    nonce = entropy.token_bytes(8).hex()
    sign = wechat.signature(settings.WECHAT_TOKEN, str(now), nonce, sealed)
    return wechat.write_xml({"Encrypt": sealed, "MsgSignature": sign, "TimeStamp": now, "Nonce": nonce})


def _answer(fields: dict[str, str], stamp: str) -> str:
    """What the follower reads; empty: nothing."""
    kind = fields.get("MsgType", "")
    if kind == "event":
        return replies.help_text() if fields.get("Event") == "subscribe" else ""
    if kind == "text" and signed.understand(fields.get("Content", "")).wish is signed.Wish.HELP:
        return replies.help_text()
    try:
        message = _message(kind, fields, stamp)
        return replies.not_understood(kind) if message is None else take_in(message).reply
    except Unavailable:
        raise  # busy: the vendor tries again
    except DomainError as error:
        note_failure(NAME, error.code)
        return words_of(error)


def _message(kind: str, fields: dict[str, str], stamp: str) -> Inbound | None:
    """The message as a door takes it; None for kinds that say nothing we can take."""
    values: dict[str, object] = dict(fields)
    message_id = signed.text_of(values, "MsgId", 40, needed=True)
    given: dict[str, Any] = {"openid": signed.text_of(values, "FromUserName", 64, needed=True), "stamp": stamp}
    given |= {"door": NAME, "channel": NAME, "message_id": message_id, "talks": True}
    if kind in ("text", "voice"):
        text = signed.text_of(values, "Content" if kind == "text" else "Recognition", 4000)
        return Inbound(**given, text=text) if text else None
    if kind == "location":
        return _position(values, given)
    return _picture(fields, given) if kind == "image" else None


def _position(values: dict[str, object], given: dict[str, Any]) -> Inbound | None:
    """A position: the vendor gives latitude (X) and longitude (Y) in GCJ-02."""
    try:
        lat, lon = float(str(values.get("Location_X"))), float(str(values.get("Location_Y")))
    except ValueError:
        return None
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        return None
    lon, lat = places.to_wgs84(lon, lat, "gcj02")
    label = signed.text_of({"Label": str(values.get("Label", ""))[:LABEL_MAX]}, "Label", LABEL_MAX)
    return Inbound(**given, lon=lon, lat=lat, address=label)


def _picture(fields: dict[str, str], given: dict[str, Any]) -> Inbound:
    """A picture, fetched from the vendor, never from the address in the message; without it the report still counts."""
    media = fields.get("MediaId", "")[:200]
    message = Inbound(**given, text="", photos=(b"",), note="")
    if already(message):
        return message
    try:
        photos: tuple[bytes, ...] = (notices.wechat_picture(media),)
    except notices.DeliveryFailed as failure:
        note_failure(NAME, failure.reason)
        photos = (b"",)
    return Inbound(**given, photos=photos)
