"""What happens at the door, and how a network and a device show: coarse, never to the house or the model. Pure."""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from enum import StrEnum

from gongzhi.access.public import Actor
from gongzhi.core.texts import N_

WHERE = "where"  # key of a session: {"network", "device", "at"}
HOW = "how"  # key of a session: password, phone-code, oidc
SECOND = "second"  # key of a session: the second step was passed, here or at the provider
PENDING_FOR = timedelta(minutes=10)  # between the password and the code


class SignInEvent(StrEnum):
    """What a line of the record of sign-ins says."""

    PASSWORD = "password"
    WRONG_PASSWORD = "wrong-password"
    LOCKED = "locked"
    PHONE_CODE = "phone-code"
    SECOND = "second"
    WRONG_SECOND = "wrong-second"
    SECOND_LOCKED = "second-locked"
    RECOVERY = "recovery"
    SECOND_ON = "second-on"
    SECOND_OFF = "second-off"
    SECOND_RESET = "second-reset"
    NEW_RECOVERY = "new-recovery"
    PASSWORD_CHANGED = "password-changed"
    OIDC = "oidc"
    OIDC_LINKED = "oidc-linked"
    OIDC_UNLINKED = "oidc-unlinked"
    OIDC_REFUSED = "oidc-refused"
    ELSEWHERE_OUT = "elsewhere-out"


TEXTS: dict[SignInEvent, str] = {
    SignInEvent.PASSWORD: N_("Password right"),
    SignInEvent.WRONG_PASSWORD: N_("Password wrong"),
    SignInEvent.LOCKED: N_("Locked after wrong passwords"),
    SignInEvent.PHONE_CODE: N_("Signed in by a code to the phone"),
    SignInEvent.SECOND: N_("Code of the app right, signed in"),
    SignInEvent.WRONG_SECOND: N_("Code of the app wrong"),
    SignInEvent.SECOND_LOCKED: N_("Locked after wrong codes"),
    SignInEvent.RECOVERY: N_("Signed in by a recovery code"),
    SignInEvent.SECOND_ON: N_("Second step switched on"),
    SignInEvent.SECOND_OFF: N_("Second step switched off"),
    SignInEvent.SECOND_RESET: N_("Second step reset by an administrator"),
    SignInEvent.NEW_RECOVERY: N_("New recovery codes made"),
    SignInEvent.PASSWORD_CHANGED: N_("Password changed"),
    SignInEvent.OIDC: N_("Signed in by the unit's sign-in service"),
    SignInEvent.OIDC_LINKED: N_("Linked with the unit's sign-in service"),
    SignInEvent.OIDC_UNLINKED: N_("Link with the unit's sign-in service removed"),
    SignInEvent.OIDC_REFUSED: N_("Sign-in by the unit's sign-in service refused"),
    SignInEvent.ELSEWHERE_OUT: N_("Signed out on all other devices"),
}
BAD = frozenset(
    {SignInEvent.WRONG_PASSWORD, SignInEvent.LOCKED, SignInEvent.WRONG_SECOND, SignInEvent.SECOND_LOCKED,
     SignInEvent.OIDC_REFUSED}
)  # fmt: skip


def demanded(actor: Actor, wanted: frozenset[str]) -> bool:
    """Whether the second step is demanded of somebody with these posts: one of them has a permission of `wanted`
    (`*`: any post)."""
    return any("*" in wanted or wanted & post.permissions for post in actor.posts)


def mask_network(address: str) -> str:
    """10.3.*.* or 2001:db8:*: enough to tell the office from another town, not enough to find a house."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    parts = found.exploded.split("." if found.version == 4 else ":")[:2]
    return (
        ".".join([*parts, "*", "*"]) if found.version == 4 else ":".join([*(p.lstrip("0") or "0" for p in parts), "*"])
    )


_BROWSERS = (
    ("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Windows", "Windows"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_of(agent: str) -> str:
    """Browser and system from a User-Agent, without version or model; empty where neither is known."""
    found = [next((name for mark, name in marks if mark in agent), "") for marks in (_BROWSERS, _SYSTEMS)]
    return " · ".join(part for part in found if part)
