"""Writes of requests, one module a verb."""

from gongzhi.requests.actions import imports
from gongzhi.requests.actions.answer import answer
from gongzhi.requests.actions.change import change_type, relocate
from gongzhi.requests.actions.forget import forget
from gongzhi.requests.actions.intake import Receipt, home_place, intake, intake_inside, intake_message, receipt_of
from gongzhi.requests.actions.join import join
from gongzhi.requests.actions.merge import merge
from gongzhi.requests.actions.posting import leave_out, on_publish, put_up
from gongzhi.requests.actions.release import release
from gongzhi.requests.actions.reporter import add_words, rate, reopen
from gongzhi.requests.actions.waiting import ask, extend
from gongzhi.requests.actions.words import index_words

__all__ = [
    "Receipt",
    "add_words",
    "answer",
    "ask",
    "change_type",
    "extend",
    "forget",
    "home_place",
    "imports",
    "index_words",
    "intake",
    "intake_inside",
    "intake_message",
    "join",
    "leave_out",
    "merge",
    "on_publish",
    "put_up",
    "rate",
    "receipt_of",
    "release",
    "relocate",
    "reopen",
]
