"""Tags of the ledger that duty records. Pure (texts are msgids)."""

from __future__ import annotations

from gongzhi.core.texts import N_

PLANNED = "duty:rota:planned"
PHONE = "duty:desk:phone"
SWAP_ASKED = "duty:swap:asked"
SWAP_ANSWERED = "duty:swap:answered"
NOTED = "duty:note:written"
TAKEN = "duty:note:taken"
LINE_NOTED = "duty:ledger:noted"

Codes = dict[str, str | int | bool | None]
TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    PLANNED: (N_("A week of duty was planned."), ("place", "week", "changed")),
    PHONE: (N_("The duty telephone was entered."), ("place",)),
    SWAP_ASKED: (N_("A change of shifts was asked for."), ("place", "stint", "other")),
    SWAP_ANSWERED: (N_("A change of shifts was answered."), ("place", "stint", "other", "state")),
    NOTED: (N_("A shift wrote its hand-over note."), ("place", "on", "shift", "left")),
    LINE_NOTED: (N_("Something was noted in a ledger."), ("place", "ledger", "matter")),
    TAKEN: (N_("A shift was taken over."), ("place", "on", "shift")),
}
