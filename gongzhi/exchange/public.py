"""The door of `exchange`."""

from gongzhi.exchange.actions import issue_token, revoke_token
from gongzhi.exchange.actions.answers import note_answer, push_answers
from gongzhi.exchange.actions.calls import caller_of
from gongzhi.exchange.actions.send import sweep_keys
from gongzhi.exchange.actions.tokens import Issued
from gongzhi.exchange.models import Token
from gongzhi.exchange.queries.doors import doors_in, ways_out
from gongzhi.exchange.queries.doors import mistakes as door_mistakes
from gongzhi.exchange.queries.tokens import Caller, MissingScope, NoToken, tokens_for
from gongzhi.exchange.rules.tokens import Scope

__all__ = [
    "Caller",
    "Issued",
    "MissingScope",
    "NoToken",
    "Scope",
    "Token",
    "caller_of",
    "door_mistakes",
    "doors_in",
    "issue_token",
    "note_answer",
    "push_answers",
    "revoke_token",
    "sweep_keys",
    "tokens_for",
    "ways_out",
]
