"""Tags of the ledger that ways in record. Pure (texts are msgids)."""

from __future__ import annotations

from gongzhi.core.texts import N_

CHAT_TAKEN = "channels:chat:taken"
BOX_SET = "channels:box:set-up"
BOX_ENDED = "channels:box:ended"
EMPTIED = "channels:box:emptied"
CODE_PRINTED = "channels:box:code-printed"
EMPTYING_SEEN = "channels:box:emptying-seen"
PAPER_TAKEN = "channels:paper:taken"
PAPER_ASIDE = "channels:paper:set-aside"
SPOKEN = "channels:speech:taken"
WRITTEN_DOWN = "channels:speech:written-down"
PUT_RIGHT = "channels:speech:put-right"
FOR_ANOTHER = "channels:behalf:consented"
CONSENT_BACK = "channels:behalf:withdrawn"

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    CHAT_TAKEN: (N_("What was written in a group was taken in."), ("place", "channel", "taken", "joined")),
    BOX_SET: (N_("A box for papers was set up."), ("place", "channel")),
    BOX_ENDED: (N_("A box for papers was taken away."), ("place",)),
    EMPTIED: (N_("A box was emptied by two people."), ("place", "day", "papers", "first", "second")),
    CODE_PRINTED: (N_("A code on paper was given to the second person."), ("emptying", "until")),
    EMPTYING_SEEN: (N_("The second person said whether they emptied the box."), ("emptying", "there", "how")),
    PAPER_TAKEN: (N_("A paper out of a box became a request."), ("number", "matter")),
    PAPER_ASIDE: (N_("A paper out of a box is no request."), ("number",)),
    SPOKEN: (N_("A spoken request was taken in."), ("seconds",)),
    WRITTEN_DOWN: (N_("A spoken request was written down."), ("late",)),
    PUT_RIGHT: (N_("Who spoke put the words right."), ()),
    FOR_ANOTHER: (N_("A request was reported for somebody else, who agreed."), ("how", "on")),
    CONSENT_BACK: (N_("The consent to report for somebody was taken back."), ()),
}
