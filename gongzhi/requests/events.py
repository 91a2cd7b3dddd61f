"""Tags of the ledger that requests record beside those of the engine. Pure (texts are msgids)."""

from __future__ import annotations

JOINED = "request:reporter:joined"
WORDS_ADDED = "request:reporter:added-words"
RATED = "request:reporter:rated"
ANSWERED = "request:answer:given"
RETYPED = "request:type:changed"
RELOCATED = "request:place:changed"
FORGOTTEN = "request:reporter:forgotten"
RELEASED = "request:answer:released"
IMPORTED = "request:import:done"
PAPER_TAKEN = "request:paper:taken"

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    JOINED: ("Somebody joined a request.", ("reporters", "from")),
    WORDS_ADDED: ("A reporter added words.", ("files",)),
    RATED: ("A reporter rated the answer.", ("stars", "solved", "round")),
    ANSWERED: ("A request was answered.", ("ending", "round", "planned_on")),
    RETYPED: ("A request got another type.", ("from", "to")),
    RELOCATED: ("A request was placed elsewhere.", ("from", "to", "located")),
    FORGOTTEN: ("What a reporter wrote was erased.", ("photos",)),
    IMPORTED: (
        "Requests were taken over from a file.",
        ("rows", "taken", "known", "wrong", "ended", "columns", "limit", "post"),
    ),
    PAPER_TAKEN: ("A request was taken out on paper.", ("matter", "form")),
    RELEASED: ("An answer was released to the board.", ("board", "posting")),
}
