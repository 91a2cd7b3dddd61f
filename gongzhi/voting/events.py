"""What voting records, with the closed codes that each entry may carry. Never a count by option before release."""

from __future__ import annotations

from gongzhi.core.texts import N_

REGISTER_OPENED = "voting:register:opened"
ROWS_ADDED = "voting:register:rows-added"
ROW_CHANGED = "voting:register:row-changed"
ROW_STRUCK = "voting:register:row-struck"
ROW_MOVED = "voting:register:row-moved"
REGISTER_PUBLISHED = "voting:register:published"
OBJECTION_MADE = "voting:register:objection-made"
OBJECTION_RULED = "voting:register:objection-ruled"
REGISTER_FROZEN = "voting:register:frozen"
REGISTER_ARCHIVED = "voting:register:archived"
REGISTER_FORGOTTEN = "voting:register:forgotten"
PROXY_GIVEN = "voting:register:proxy-given"
PROXY_ENDED = "voting:register:proxy-ended"
CODES_MADE = "voting:register:codes-made"
VOUCHED = "voting:register:vouched"
POLL_OPENED = "voting:poll:opened"
VOICE_CAST = "voting:voice:cast"
VOICE_ENTERED = "voting:voice:entered"
VOICE_CONFIRMED = "voting:voice:confirmed"
VOICE_DISPUTED = "voting:voice:disputed"
VOICE_SETTLED = "voting:voice:settled"
VOICE_STRUCK = "voting:voice:struck"
TALLY_ENTERED = "voting:tally:entered"
TALLY_CONFIRMED = "voting:tally:confirmed"
POLL_CLOSED = "voting:poll:closed"
POLL_CANCELLED = "voting:poll:cancelled"
POLL_RELEASED = "voting:poll:released"
POLL_OVERRIDDEN = "voting:poll:overridden"

TEXTS: dict[str, tuple[str, list[str]]] = {
    REGISTER_OPENED: (N_("Register of voters begun"), ["kind", "place", "body", "rule"]),
    ROWS_ADDED: (N_("Entered in the register of voters"), ["rows"]),
    ROW_CHANGED: (N_("Entry of the register of voters changed"), ["elector"]),
    ROW_STRUCK: (N_("Taken out of the register of voters"), ["elector"]),
    ROW_MOVED: (N_("Moved from one register of voters to another"), ["elector", "from", "to", "as", "proxies"]),
    REGISTER_PUBLISHED: (N_("Register of voters published"), ["rows", "on", "until", "posting"]),
    OBJECTION_MADE: (N_("Objection to the register of voters"), ["objection", "rule_by"]),
    OBJECTION_RULED: (N_("Objection to the register of voters ruled on"), ["objection", "accepted"]),
    REGISTER_FROZEN: (N_("Register of voters frozen"), ["rows", "hash", "area"]),
    REGISTER_ARCHIVED: (N_("Register of voters put into the archive"), ["delete_on"]),
    REGISTER_FORGOTTEN: (N_("Names of the register of voters deleted"), ["rows"]),
    PROXY_GIVEN: (N_("Proxy given"), ["giver", "holder"]),
    PROXY_ENDED: (N_("Proxy ended"), ["giver", "holder"]),
    CODES_MADE: (N_("Letters with codes printed"), ["rows"]),
    VOUCHED: (N_("Vouched for a voter"), ["elector"]),
    POLL_OPENED: (
        N_("Vote opened"),
        ["register", "rule", "secrecy", "channels", "opens", "closes", "options", "most", "seats", "about", "key"],
    ),
    VOICE_CAST: (N_("Vote given"), ["channel", "commitment"]),
    VOICE_ENTERED: (N_("Vote entered by the first person"), ["channel", "commitment"]),
    VOICE_CONFIRMED: (N_("Vote entered by the second person, the same"), ["channel", "commitment"]),
    VOICE_DISPUTED: (N_("Vote entered by the second person, not the same"), ["channel", "commitment"]),
    VOICE_SETTLED: (N_("Two entries of a vote settled"), ["channel", "commitment"]),
    VOICE_STRUCK: (N_("Entry of a vote struck"), ["channel"]),
    TALLY_ENTERED: (N_("Count entered"), ["channel"]),
    TALLY_CONFIRMED: (N_("Count entered by the second person"), ["channel", "same"]),
    POLL_CLOSED: (N_("Vote closed"), ["voices", "hash", "present"]),
    POLL_CANCELLED: (N_("Vote called off"), []),
    POLL_RELEASED: (
        N_("Result of a vote made public"),
        ["counts", "areas", "rule", "day", "valid", "passed", "elected", "articles", "hash"],
    ),
    POLL_OVERRIDDEN: (N_("Result of a vote set aside, with a reason"), ["passed", "verdict"]),
}
