"""Tags of the ledger that the two lists record. Pure (texts are msgids)."""

from __future__ import annotations

from gongzhi.core.texts import N_

ENTERED = "needs:line:entered"
CONSENTED = "needs:line:consented"
LOOKED_AT = "needs:line:looked-at"
CHANGED = "needs:line:changed"
ENDED = "needs:line:ended"
PROPOSED = "needs:match:proposed"
ANSWERED = "needs:match:answered"
SETTLED = "needs:match:settled"
LAPSED = "needs:match:lapsed"
CONTACT_SHOWN = "needs:contact:shown"
FORGOTTEN = "needs:line:forgotten"

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    ENTERED: (
        N_("A line was entered on a list of needs or services"),
        ("side", "kind", "place", "reach", "amount", "starts_on", "ends_on", "channel", "request", "commitment",
         "meeting", "number"),
    ),
    CONSENTED: (N_("Whoever reported a request said whether it may stand on the list"), ("agrees", "by")),
    LOOKED_AT: (N_("A line was looked at before it stands on the list"), ("shown",)),
    CHANGED: (
        N_("A line of needs or services was changed"),
        ("by", "place", "reach", "amount", "starts_on", "ends_on", "again"),
    ),
    ENDED: (N_("A line was taken off its list"), ("by", "used")),
    PROPOSED: (N_("A need and a service were brought together"), ("match", "service", "need", "amount", "by")),
    ANSWERED: (N_("A side said whether the match suits it"), ("match", "side", "agrees", "by")),
    SETTLED: (N_("It was said whether a match was carried out"), ("match", "done", "used", "by")),
    LAPSED: (N_("A match lapsed without an answer"), ("match",)),
    CONTACT_SHOWN: (N_("A contact was shown"), ("match", "to")),
    FORGOTTEN: (N_("What a line knew of its owner was deleted"), ("match",)),
}  # fmt: skip
