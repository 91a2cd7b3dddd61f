"""Tags of the ledger that the management of estates records. Pure (texts are msgids). Money is in fen."""

from __future__ import annotations

from gongzhi.core.texts import N_

TAKEN_IN = "property:estate:taken-in"
CHANGED = "property:estate:changed"
CONTRACTED = "property:contract:entered"
CONTRACT_ENDED = "property:contract:ended"
CONTRACT_TOLD = "property:contract:told"
INCOME = "property:income:entered"
SUBSIDY = "property:subsidy:entered"
SUBSIDY_STRUCK = "property:subsidy:struck"
JOBS = "property:jobs:entered"
DWELLINGS = "property:dwellings:added"
SLIPS = "property:slips:printed"
RATED = "property:rated"
CHECKED = "property:checked"
ORDERED = "property:order:issued"
ANSWERED = "property:order:answered"
RECHECKED = "property:order:rechecked"
OBJECTED = "property:order:objected"
DECIDED = "property:order:objection-decided"

TEXTS: dict[str, tuple[str, tuple[str, ...]]] = {
    TAKEN_IN: (N_("An estate was taken under the property office."), ("place", "area", "households")),
    CHANGED: (N_("Area or households of an estate were corrected."), ("area", "households")),
    CONTRACTED: (N_("A contract with a property company was entered."), ("company", "from", "until", "fee")),
    CONTRACT_ENDED: (N_("A contract with a property company was ended early."), ("contract", "on")),
    CONTRACT_TOLD: (N_("Both sides were told that a contract ends."), ("contract", "days", "persons")),
    INCOME: (
        N_("Fee income of an estate was entered."),
        ("quarter", "due", "collected", "was_due", "was_collected", "after_fact"),
    ),
    SUBSIDY: (N_("A subsidy of property fees was entered."), ("quarter", "giver", "purpose", "amount", "after_fact")),
    SUBSIDY_STRUCK: (N_("A subsidy was struck out as entered wrongly."), ("subsidy",)),
    JOBS: (N_("Jobs found were entered, as numbers."), ("quarter", "hired", "without_work")),
    DWELLINGS: (N_("Homes of an estate were added, so that each rates once."), ("count",)),
    SLIPS: (N_("Slips for the rating were printed."), ("quarter", "count")),
    RATED: (N_("A home rated the property company."), ("quarter", "channel")),
    CHECKED: (N_("The third party checked an estate."), ("on", "fine", "found")),
    ORDERED: (N_("A property company was ordered to mend something."), ("estate", "company", "about", "number")),
    ANSWERED: (N_("A property company said that it is mended."), ("in_time", "photos")),
    OBJECTED: (N_("A property company objected to an order; the time to mend waits."), ("decider",)),
    DECIDED: (N_("Somebody else than its issuer decided on an objection to an order."), ("result",)),
    RECHECKED: (N_("What a company was ordered to mend was looked at again."), ("result",)),
}
