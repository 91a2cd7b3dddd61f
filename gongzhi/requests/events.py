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
DISPUTED = "request:dispute:opened"
RULED = "request:dispute:ruled"
LEAD_NAMED = "request:part:lead-named"
ARRIVED = "request:part:arrived"
GRADED = "request:part:graded"
ROUTED_ANEW = "request:routing:changed"
CALLED = "request:call:made"
CALLS_REFUSED = "request:call:refused"
TOLD_WAY_OUT = "request:way-out:told"
PHONE_TAKEN = "request:phone:taken"
URGED = "request:reporter:urged"
PAPER_TAKEN = "request:paper:taken"
REWORDED = "request:words:changed"

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
    DISPUTED: ("Whose duty a part is was laid before the arbiter.", ("part", "forced")),
    RULED: ("It was ruled whose duty a part is.", ("part", "to_post", "minutes")),
    LEAD_NAMED: ("The body of a part leads.", ("post",)),
    ARRIVED: ("A body came to the spot.", ("late", "desk", "located")),
    GRADED: ("A part was graded.", ("stars", "back")),
    ROUTED_ANEW: ("The decision table of dispatch was changed.", ("from", "to", "lines", "looked", "elsewhere")),
    CALLED: ("Somebody was called back about an answer.", ("state", "content", "manner", "reopened", "tries")),
    CALLS_REFUSED: ("Somebody does not want to be called back.", ("by",)),
    PHONE_TAKEN: ("A telephone call was taken.", ("typed", "back", "requests")),
    URGED: ("The reporter urged.", ("times",)),
    TOLD_WAY_OUT: ("Somebody was told where to go; nothing was kept.", ("way",)),
    PAPER_TAKEN: ("A request was taken out on paper.", ("matter", "form")),
    REWORDED: ("A request got other words.", ()),
    RELEASED: ("An answer was released to the board.", ("board", "posting")),
}
