"""Tags of the ledger for queries, proofs and open days. Pure (texts are msgids)."""

from __future__ import annotations

from gongzhi.core.texts import N_

ASKED = "disclosure:query:asked"
ANSWERED = "disclosure:query:answered"
PROVED = "disclosure:posting:proved"
DAY_ANNOUNCED = "disclosure:day:announced"
DAY_REPORTED = "disclosure:day:reported"
DAY_CANCELLED = "disclosure:day:cancelled"

TEXTS: dict[str, tuple[str, set[str]]] = {
    ASKED: (N_("Somebody asked about what was disclosed"), {"sort", "channel", "posting", "day", "before"}),
    ANSWERED: (N_("A query or objection was answered in public"), {"sort", "posting", "day", "warnings"}),
    PROVED: (N_("A photo of the paper board was added"), {"proof", "at", "day"}),
    DAY_ANNOUNCED: (N_("An open day was announced"), {"place", "day", "posting"}),
    DAY_REPORTED: (N_("An open day was reported"), {"posting", "visitors", "questions"}),
    DAY_CANCELLED: (N_("An open day was called off"), {"posting"}),
}
