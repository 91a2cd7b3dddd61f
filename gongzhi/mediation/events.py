"""Tags of the ledger that mediation records. Pure (texts are msgids). Never a word of the sides, only closed values."""

from __future__ import annotations

from gongzhi.core.texts import N_

REGISTERED = "mediation:registered"
CONSENT = "mediation:side-answered"
FILLED = "mediation:form-filled"
CALLED = "mediation:sitting-called"
HELD = "mediation:sitting-held"
DROPPED = "mediation:sitting-dropped"
AGREED = "mediation:agreed"
COURT = "mediation:court"
CALLED_BACK = "mediation:called-back"
REVEALED = "mediation:phone-shown"
FORGOTTEN = "mediation:forgotten"

TEXTS: dict[str, tuple[str, set[str]]] = {
    REGISTERED: (N_("A mediation was registered"), {"way", "kind", "place", "sides", "channel", "number", "request"}),
    CONSENT: (N_("A side said whether it wants the mediation"), {"side", "agrees"}),
    FILLED: (N_("The form of a step was filled in"), {"step"}),
    CALLED: (N_("A sitting of a mediation was called"), {"sitting", "at"}),
    HELD: (N_("A sitting of a mediation was held"), {"sitting", "came"}),
    DROPPED: (N_("A sitting of a mediation was called off"), {"sitting"}),
    AGREED: (N_("The sides agreed, and it was recorded"), {"form", "body", "on", "court_until"}),
    COURT: (N_("The court confirmed an agreement, or did not"), {"result", "on"}),
    CALLED_BACK: (N_("The sides were called back"), {"kept"}),
    REVEALED: (N_("The phone of a side was shown"), {"side"}),
    FORGOTTEN: (N_("What a mediation knew of the sides was deleted"), {"rows"}),
}
