"""The door of `voting`."""

from gongzhi.voting.actions.due import close_due
from gongzhi.voting.actions.moves import move_row
from gongzhi.voting.actions.objections import end_proxy, give_proxy, object_to, rule_on
from gongzhi.voting.actions.polls import MOTION, cancel_poll, close_poll, open_poll
from gongzhi.voting.actions.registers import archive_registers, freeze_register, open_register, publish_register
from gongzhi.voting.actions.release import override_result, release
from gongzhi.voting.actions.rows import (
    add_members,
    add_rows,
    change_row,
    link_person,
    make_codes,
    preview,
    strike_row,
    vouch,
)
from gongzhi.voting.actions.sealing import seal_ballots
from gongzhi.voting.actions.secret import cast_secret, give_paper, give_papers, issue, was_cast
from gongzhi.voting.actions.tallies import confirm_counts, enter_counts, recount
from gongzhi.voting.actions.voices import cast_named, confirm_voice, require_entry, settle_voice, strike_voice
from gongzhi.voting.loader import RowDraft, draft_of
from gongzhi.voting.models import Elector, Electorate, Poll, Tally, Voice
from gongzhi.voting.policies import Owner, on_bar, on_owned
from gongzhi.voting.queries import polls as poll_reads
from gongzhi.voting.queries import registers as register_reads
from gongzhi.voting.queries.polls import (
    Box,
    Turnout,
    boxes,
    poll,
    polls_about,
    tallies_of,
    turnout,
    turnout_of,
    voted_among,
    voters,
)
from gongzhi.voting.queries.registers import (
    all_rows,
    elector,
    elector_of_code,
    electors_of_person,
    frozen_hash,
    frozen_within,
    linked,
    reach,
    register,
    rows_of,
    size_of,
    speaks_for,
)
from gongzhi.voting.queries.released import document_of
from gongzhi.voting.queries.result import Outcome, result, voices
from gongzhi.voting.queries.rules import online_allowed, rule_choices, rule_set_on, rule_title
from gongzhi.voting.rules.words import Channel, PollState, RegisterKind, RegisterState, Secrecy, VoiceState

__all__ = [
    "MOTION",
    "Box",
    "Channel",
    "Elector",
    "Electorate",
    "Outcome",
    "Owner",
    "Poll",
    "PollState",
    "RegisterKind",
    "RegisterState",
    "RowDraft",
    "Secrecy",
    "Tally",
    "Turnout",
    "Voice",
    "VoiceState",
    "add_members",
    "add_rows",
    "all_rows",
    "archive_registers",
    "boxes",
    "cancel_poll",
    "cast_named",
    "cast_secret",
    "change_row",
    "close_due",
    "close_poll",
    "confirm_counts",
    "confirm_voice",
    "document_of",
    "elector",
    "elector_of_code",
    "electors_of_person",
    "end_proxy",
    "draft_of",
    "enter_counts",
    "freeze_register",
    "frozen_hash",
    "frozen_within",
    "give_paper",
    "give_papers",
    "give_proxy",
    "issue",
    "link_person",
    "linked",
    "make_codes",
    "move_row",
    "object_to",
    "on_bar",
    "on_owned",
    "online_allowed",
    "open_poll",
    "open_register",
    "override_result",
    "poll",
    "poll_reads",
    "polls_about",
    "preview",
    "publish_register",
    "reach",
    "recount",
    "register",
    "register_reads",
    "release",
    "require_entry",
    "result",
    "rows_of",
    "rule_choices",
    "rule_on",
    "rule_set_on",
    "rule_title",
    "seal_ballots",
    "settle_voice",
    "size_of",
    "speaks_for",
    "strike_row",
    "strike_voice",
    "tallies_of",
    "turnout",
    "turnout_of",
    "voices",
    "voted_among",
    "voters",
    "vouch",
    "was_cast",
]
