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
STATION = "mediation:station"
STATION_CLOSED = "mediation:station-closed"
SHIFT = "mediation:shift"
SHIFT_ENDED = "mediation:shift-ended"
HOUR = "mediation:hour-taken"
HOUR_BACK = "mediation:hour-given-back"

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
    STATION: (N_("A station of help was opened"), {"kind", "place"}),
    STATION_CLOSED: (N_("A station of help was closed"), set()),
    SHIFT: (N_("A shift of a station of help was entered"), {"shift", "weekday", "post"}),
    SHIFT_ENDED: (N_("A shift of a station of help ends"), {"shift", "until"}),
    HOUR: (N_("An hour of help was taken"), {"at", "of"}),
    HOUR_BACK: (N_("An hour of help was given back"), {"at"}),
}
