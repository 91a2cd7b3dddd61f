"""Tags of the ledger that reception records. Pure (texts are msgids)."""

from __future__ import annotations

from gongzhi.core.texts import N_

ITEM_ADDED = "reception:item:added"
ITEM_ANSWERED = "reception:item:answered"
ITEM_STRUCK = "reception:item:struck"
EXPLAINED = "reception:policy:explained"
VISIT_PLANNED = "reception:visit:planned"
VISIT_DROPPED = "reception:visit:dropped"
VISITED = "reception:visit:made"
HOURS_ADDED = "reception:hours:added"
HOURS_ENDED = "reception:hours:ended"
DAY_CHANGED = "reception:day:changed"
DAY_RESTORED = "reception:day:restored"
CAME = "reception:hours:came"
LIST_SEEN = "reception:list:seen"
KEPT_WAITING = "reception:waiting:begun"
LOOKED = "reception:waiting:looked"

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    ITEM_ADDED: (N_("An item that the resident raised was listed."), ("position",)),
    ITEM_ANSWERED: (N_("An item was answered."), ("position",)),
    ITEM_STRUCK: (N_("An item was taken off the list."), ("position",)),
    EXPLAINED: (N_("A policy was explained."), ("on",)),
    VISIT_PLANNED: (N_("A visit was planned."), ("on",)),
    VISIT_DROPPED: (N_("A visit was called off."), ("on",)),
    VISITED: (N_("A visit was made."), ("on", "next_on")),
    HOURS_ADDED: (N_("Reception hours were set up."), ("place", "weekday", "starts", "ends", "leader", "receiver")),
    HOURS_ENDED: (N_("Reception hours were given up."), ("place", "last")),
    DAY_CHANGED: (N_("A reception day was changed."), ("day", "leader", "receiver", "off")),
    DAY_RESTORED: (N_("A reception day is as planned again."), ("day",)),
    CAME: (N_("Somebody came to the reception."), ("day", "request")),
    LIST_SEEN: (N_("The weekly list was looked at."), ("place", "week", "open", "unanswered")),
    KEPT_WAITING: (N_("It waits for a day, or on the list."), ("ending", "due_on")),
    LOOKED: (N_("What waited was looked at again."), ("how", "due_on")),
}
