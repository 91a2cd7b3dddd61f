"""Names and bounds. Pure."""

from __future__ import annotations

ORDER = "property-order"  # the kind of matter
REQUEST = "request"  # the kind of matter that a request is
MEND, OBJECTION, RECHECK = "mend", "objection", "recheck"  # steps of an order
REPORT, OBJECT, UPHELD, CLOSED, BACK, LIFTED = "report", "object", "upheld", "closed", "back", "lifted"  # outcomes
GRADES = (1, 2, 3, 4, 5)
LEAST_HOMES = 10  # fewer ratings, or people, are not shown
MOST_FEN = 10**14
WORDS_MAX = 1000
NAME_MAX = 60  # of an estate
