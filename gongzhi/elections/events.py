"""Tags of the ledger that elections record. Pure (texts are msgids). Never a count by candidate."""

from __future__ import annotations


def N_(msgid: str) -> str:  # noqa: N802 - marks a msgid for collection; gettext is out of reach here
    """The text itself."""
    return msgid


OPENED = "elections:opened"
ANNOUNCED = "elections:announced"
REGISTER_SET = "elections:register-set"
RECOMMENDED = "elections:recommended"
ACCEPTED = "elections:accepted"
CLOSED = "elections:recommendation-closed"
VETTED = "elections:vetted"
CANDIDATES = "elections:candidates-published"
CALLED = "elections:assembly-called"
SITS = "elections:assembly-opened"
SIGNED = "elections:signed-in"
OFFICERS = "elections:officers-approved"
BALLOT = "elections:ballot-opened"
VOID = "elections:ballot-void"
RESULT = "elections:result"
SHORT = "elections:left-short"
APPROVED = "elections:approved"
APPOINTED = "elections:appointed"
HANDED = "elections:handed-over"
DEMANDED = "elections:recall-demanded"
RECALLED = "elections:recalled"
FORGOTTEN = "elections:forgotten"

TEXTS: dict[str, tuple[str, set[str]]] = {
    OPENED: (N_("An election was begun"), {"way", "place", "post", "seats", "runner"}),
    ANNOUNCED: (N_("An election was announced"), {"posting", "until"}),
    REGISTER_SET: (N_("The register of an election was set"), {"register"}),
    RECOMMENDED: (N_("Somebody was recommended for election"), {"nominee", "by", "channel", "voters"}),
    ACCEPTED: (N_("Who was recommended answered"), {"nominee", "accepted"}),
    CLOSED: (N_("The recommendation was closed"), {"nominees"}),
    VETTED: (N_("Who was recommended was vetted"), {"nominee", "fit"}),
    CANDIDATES: (N_("The candidates were published"), {"posting", "candidates"}),
    CALLED: (N_("The assembly of an election was called"), {"at"}),
    SITS: (N_("The assembly of an election was opened"), {"entitled"}),
    SIGNED: (N_("Somebody was signed in at an election"), {"elector", "here"}),
    OFFICERS: (N_("The scrutineers and tellers were approved"), {"scrutineers", "tellers", "agreed", "present"}),
    BALLOT: (N_("The ballots were given out"), {"poll", "round", "present"}),
    VOID: (N_("A ballot was void"), {"poll"}),
    RESULT: (N_("The result of an election was made public"), {"poll", "valid", "elected", "posting"}),
    SHORT: (N_("Seats were left empty, with the reason"), {"empty"}),
    APPROVED: (N_("It was decided whether an election is approved"), {"approved"}),
    APPOINTED: (N_("Who was elected was appointed, or takes over"), {"nominee", "appointment", "handover"}),
    HANDED: (N_("The handing over after an election was done"), set()),
    DEMANDED: (N_("A recall was demanded, the signatures checked"), {"signatories", "needed"}),
    RECALLED: (N_("A post ended by recall"), {"appointment"}),
    FORGOTTEN: (N_("Who recommended whom was deleted"), {"rows"}),
}
