"""The door of `channels`."""

from gongzhi.channels.actions.behalf import Consent, report_for, withdraw
from gongzhi.channels.actions.boxes import BoxDraft, empty, say_there, set_aside, set_up, take_away, take_paper
from gongzhi.channels.actions.chats import take_in
from gongzhi.channels.actions.codes import print_code, say_by_code
from gongzhi.channels.actions.sounds import (
    Spoken,
    forget,
    forget_sounds,
    hear,
    limit_here,
    put_right,
    speak,
    write_down,
)
from gongzhi.channels.models import Batch, Behalf, Box, Emptying, Origin, Paper, Speech
from gongzhi.channels.queries import boxes, chats, sounds
from gongzhi.channels.queries.beside import behalf_of, first_of, for_own, for_staff, own_behalf
from gongzhi.channels.queries.boxes import MEASURES, PAPERS_MOST, address_of
from gongzhi.channels.queries.codes import by_code, code_of, is_over
from gongzhi.channels.queries.places import (
    areas_of,
    chat_channels,
    paper_channels,
    registers,
    spot_of,
    spots_in,
)
from gongzhi.channels.rules.chats import Pasted, Said, read
from gongzhi.channels.rules.sent import Group, Line, merged

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
    "PAPERS_MOST",
    "Paper",
    "Pasted",
    "Said",
    "Speech",
    "Spoken",
    "address_of",
    "areas_of",
    "behalf_of",
    "boxes",
    "chat_channels",
    "chats",
    "by_code",
    "code_of",
    "is_over",
    "empty",
    "first_of",
    "for_own",
    "for_staff",
    "forget",
    "forget_sounds",
    "hear",
    "limit_here",
    "merged",
    "own_behalf",
    "paper_channels",
    "print_code",
    "put_right",
    "read",
    "registers",
    "report_for",
    "say_by_code",
    "say_there",
    "set_aside",
    "set_up",
    "sounds",
    "speak",
    "spot_of",
    "spots_in",
    "take_away",
    "take_in",
    "take_paper",
    "withdraw",
    "write_down",
]
