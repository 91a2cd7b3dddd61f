"""What a failure means, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

REASONS = {
    "gateway-timeout": gettext_noop("The gateway did not answer in time"),
    "gateway-unreachable": gettext_noop("The gateway cannot be reached"),
    "sandbox-not-writable": gettext_noop("The sandbox file cannot be written"),
    "worker-died": gettext_noop("The worker died while sending"),
    "internal-error": gettext_noop("An error of the platform"),
    "nothing-to-send": gettext_noop("There is nothing to send"),
    "mail-timeout": gettext_noop("The mail server did not answer in time"),
    "mail-unreachable": gettext_noop("The mail server cannot be reached"),
    "mail-no-tls": gettext_noop("The mail server offers no safe connection"),
    "mail-not-a-letter": gettext_noop("The message cannot be written as an e-mail"),
    "wechat-timeout": gettext_noop("WeChat did not answer in time"),
    "wechat-unreachable": gettext_noop("WeChat cannot be reached"),
    "wechat-too-large": gettext_noop("WeChat answered too much"),
    "wechat-not-understood": gettext_noop("WeChat answered something that is not understood"),
    "": gettext_noop("waiting for a worker"),
}
ANSWERED = {
    "gateway": gettext_noop("The gateway answered %(status)s"),
    "mail": gettext_noop("The mail server answered %(status)s"),
    "wechat": gettext_noop("WeChat answered %(status)s"),
}


def reason_of(code: str) -> str:
    """The closed code of a failure as people read it."""
    if code in REASONS:
        return _(REASONS[code])
    who, _dash, status = code.partition("-")
    return _(ANSWERED.get(who, ANSWERED["gateway"])) % {"status": status}
