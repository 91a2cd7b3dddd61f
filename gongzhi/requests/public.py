"""The door of `requests`."""

from gongzhi.requests.actions import (
    Receipt,
    add_words,
    answer,
    change_type,
    forget,
    intake,
    join,
    merge,
    rate,
    release,
    relocate,
    reopen,
)
from gongzhi.requests.actions.notify import STAFF_TEXTS, on_effect
from gongzhi.requests.models import Rating, Reporter, Request
from gongzhi.requests.queries import (
    Near,
    by_number,
    desk_address,
    link_of,
    nearby,
    reporters_of,
    secret_of,
    suggest_types,
)
from gongzhi.requests.rules import Draft, clean_number, spoken

__all__ = [
    "STAFF_TEXTS",
    "Draft",
    "Near",
    "Rating",
    "Receipt",
    "Reporter",
    "Request",
    "add_words",
    "answer",
    "by_number",
    "change_type",
    "clean_number",
    "desk_address",
    "forget",
    "intake",
    "join",
    "merge",
    "link_of",
    "nearby",
    "on_effect",
    "rate",
    "release",
    "relocate",
    "reopen",
    "reporters_of",
    "secret_of",
    "spoken",
    "suggest_types",
]
