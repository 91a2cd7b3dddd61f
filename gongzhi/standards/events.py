"""Tags of the ledger that standards records. Pure (texts are msgids)."""

from __future__ import annotations

from gongzhi.core.texts import N_

OPENED = "standard:gap:opened"
CLOSED = "standard:gap:closed"
EXEMPTED = "standard:gap:exempted"
COUNTED_AGAIN = "standard:gap:counted"
EXPORTED = "standard:list:exported"

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    OPENED: (N_("A unit falls short of a standard."), ("rule", "unit", "place", "value", "required", "since")),
    CLOSED: (N_("A unit meets the standard again."), ("rule", "unit", "place")),
    EXEMPTED: (N_("A gap is exempted until a day."), ("rule", "unit", "place", "until")),
    COUNTED_AGAIN: (N_("An exemption of a gap was ended."), ("rule", "unit", "place")),
    EXPORTED: (N_("A list of gaps was exported."), ("rows",)),
}
