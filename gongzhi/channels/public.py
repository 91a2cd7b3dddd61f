"""The door of `channels`."""

from gongzhi.channels.actions.behalf import Consent, report_for, withdraw
from gongzhi.channels.actions.boxes import BoxDraft, empty, say_there, set_aside, set_up, take_away, take_paper
from gongzhi.channels.actions.chats import take_in
from gongzhi.channels.actions.sounds import Spoken, forget, forget_sounds, put_right, speak, write_down
from gongzhi.channels.models import Batch, Behalf, Box, Emptying, Origin, Paper, Speech
from gongzhi.channels.queries.beside import for_own, for_staff
from gongzhi.channels.queries.boxes import MEASURES, address_of
from gongzhi.channels.rules.chats import Pasted, Said, read
from gongzhi.channels.rules.sent import Group, Line

__all__ = [
    "Batch",
    "Behalf",
    "Box",
    "BoxDraft",
    "Consent",
    "Emptying",
    "Group",
    "Line",
    "MEASURES",
    "Origin",
    "Paper",
    "Pasted",
    "Said",
    "Speech",
    "Spoken",
    "address_of",
    "empty",
    "say_there",
    "for_own",
    "for_staff",
    "forget",
    "forget_sounds",
    "put_right",
    "read",
    "report_for",
    "set_aside",
    "set_up",
    "speak",
    "take_away",
    "take_in",
    "take_paper",
    "withdraw",
    "write_down",
]
