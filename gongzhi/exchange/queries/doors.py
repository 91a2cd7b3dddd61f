"""The doors as they are set up, and what came through them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings

from gongzhi.exchange.models import Door
from gongzhi.exchange.rules import wechat
from gongzhi.packs import public as packs

LOCAL = ("localhost", "127.0.0.1", "::1", "")
# name, channel of the pack, address, the setting with its secret
DOORS = (
    ("wechat", "wechat", "/hooks/wechat", "WECHAT_TOKEN"),
    ("sms:generic", "sms", "/hooks/sms/generic", "SMS_IN_SECRET"),
    ("sms:form", "sms", "/hooks/sms/form", "SMS_FORM_SECRET"),
    ("hotline", "hotline", "/hooks/hotline", "HOTLINE_SECRET"),
    ("orders", "import", "/hooks/orders", "ORDERS_SECRET"),
    ("microblog", "microblog", "/hooks/microblog", "MICROBLOG_SECRET"),
)


@dataclass(frozen=True, slots=True)
class DoorIn:
    """A way in: `open` where its secret is set, `used` where the pack in force takes requests by it."""

    name: str
    channel: str
    address: str
    open: bool
    used: bool
    seen: Door | None


def doors_in() -> list[DoorIn]:
    """Every door, with what it has seen. One query."""
    seen = Door.objects.in_bulk()
    used = {c.key for c in packs.active().channels if c.in_use and (c.received_by or c.key in ("hotline", "import"))}
    return [
        DoorIn(name, channel, address, bool(getattr(settings, secret)), channel in used, seen.get(name))
        for name, channel, address, secret in DOORS
    ]


@dataclass(frozen=True, slots=True)
class SetUp:
    """How messages go out by a channel: `transport` is `sandbox` or the real one."""

    channel: str
    transport: str


def ways_out() -> list[SetUp]:
    """Channels of messages out, from the settings alone."""
    return [
        SetUp("sms", settings.SMS_TRANSPORT),
        SetUp("mail", settings.MAIL_TRANSPORT),
        SetUp("wechat", settings.WECHAT_TRANSPORT),
    ]


def mistakes() -> Iterator[str]:
    """What is wrong with the settings of the doors, a sentence each (English, for `gongzhi doctor`)."""
    transports = {"SMS": ("sandbox", "http"), "MAIL": ("sandbox", "smtp"), "WECHAT": ("sandbox", "api")}
    for name, known in transports.items():
        if getattr(settings, f"{name}_TRANSPORT") not in known:
            yield f"GONGZHI_{name} must be {' or '.join(known)}"
    needs = {
        "SMS http": ("SMS_URL", "SMS_SECRET"),
        "MAIL smtp": ("MAIL_HOST", "MAIL_FROM"),
        "WECHAT api": ("WECHAT_APPID", "WECHAT_SECRET"),
    }
    for what, fields in needs.items():
        name, real = what.split()
        missing = [f for f in fields if not getattr(settings, f)]
        if getattr(settings, f"{name}_TRANSPORT") == real and missing:
            yield f"GONGZHI_{name}={real} needs {' and '.join(f'GONGZHI_{f}' for f in missing)}"
    yield from _mail_mistakes()
    yield from _wechat_mistakes()
    if settings.ORDERS_ANSWERS_URL and not settings.ORDERS_SECRET:
        yield "GONGZHI_ORDERS_ANSWERS_URL needs GONGZHI_ORDERS_SECRET"
    if len(settings.SMS_FORM_FIELDS.split(",")) != 3:
        yield "GONGZHI_SMS_FORM_FIELDS names three fields: message id, sender, text"


def _mail_mistakes() -> Iterator[str]:
    if settings.MAIL_TLS not in ("starttls", "tls", "none"):
        yield "GONGZHI_MAIL_TLS must be starttls, tls or none"
    if settings.MAIL_TRANSPORT == "smtp" and settings.MAIL_TLS == "none" and settings.MAIL_HOST not in LOCAL:
        yield "GONGZHI_MAIL_TLS=none sends what residents read, and our password, in clear over the network"
    if settings.MAIL_TRANSPORT == "smtp" and settings.MAIL_FROM.rpartition("@")[2].rstrip("> ") in LOCAL:
        yield "GONGZHI_MAIL_FROM is no address that a mail server takes"


def _wechat_mistakes() -> Iterator[str]:
    if settings.WECHAT_AES_KEY:
        try:
            wechat.encrypt("x", key=settings.WECHAT_AES_KEY, appid="x", salt=b"0" * 16)
        except wechat.BadMessage:
            yield "GONGZHI_WECHAT_AES_KEY is not the EncodingAESKey: it has 43 letters and digits"
        if not settings.WECHAT_APPID:
            yield "GONGZHI_WECHAT_AES_KEY needs GONGZHI_WECHAT_APPID"
    elif settings.WECHAT_TOKEN:
        yield "GONGZHI_WECHAT_TOKEN without GONGZHI_WECHAT_AES_KEY: set the safe mode at WeChat, messages come in clear"
