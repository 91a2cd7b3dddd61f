"""Tags of the ledger that patrols record. Pure (texts are msgids)."""

from __future__ import annotations

from gongzhi.core.texts import N_

POINT_ADDED = "patrol:point:added"
POINT_ENDED = "patrol:point:ended"
PLANNED = "patrol:week:planned"
VISITED = "patrol:point:visited"
SEEN_AGAIN = "patrol:finding:seen-again"

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    POINT_ADDED: (N_("A check point was set up."), ("place",)),
    POINT_ENDED: (N_("A check point was given up."), ("place",)),
    PLANNED: (N_("A week's patrol was planned."), ("place", "week", "post", "planned_on")),
    VISITED: (N_("A check point was looked at."), ("place", "week", "fine", "found")),
    SEEN_AGAIN: (N_("What a patrol found was seen again."), ("place", "mended", "found")),
}
