"""Tags of the ledger that incidents record, in the stream of the request. Pure (texts are msgids)."""

from __future__ import annotations

from gongzhi.core.texts import N_

LEVEL = "incident:level"
ACKNOWLEDGED = "incident:acknowledged"
AGAIN = "incident:told-again"
SILENT = "incident:nobody-acknowledged"
TAKEN = "incident:taken-over"
ENDED = "incident:ended"
REOPENED = "incident:reopened"

TEXTS: dict[str, tuple[str, set[str]]] = {
    LEVEL: (N_("A request got a level of incidents"), {"level", "was", "cause", "told", "due"}),
    ACKNOWLEDGED: (N_("Somebody acknowledged an incident"), {"level", "post", "late"}),
    AGAIN: (N_("The same were told of an incident again"), {"level", "time", "told", "due"}),
    SILENT: (N_("Nobody acknowledged an incident at the highest level"), {"level"}),
    TAKEN: (N_("An incident was taken over"), {"level", "from", "to"}),
    ENDED: (N_("An incident ended with its request"), {"level"}),
    REOPENED: (N_("An incident is open again with its request"), {"level"}),
}
