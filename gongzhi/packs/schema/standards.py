"""What the clauses ask of every unit (rows A1–A18 and later): a rule over a named measure."""

from __future__ import annotations

from typing import Literal

# One name a measure; the program registers a function under it (`standards.register_measure`). A name without a
# function is shown as "not measured yet", never as fulfilled.
Measure = Literal[
    "bodies_present",  # kinds of `body_kinds` that stand at each place of `levels`
    "posts_filled",  # persons in posts of `post_kinds` at or below each place of `levels`
    "posts_substituted",  # each post of `post_kinds`: 1 where another person stands in, else 0
    "posts_attended",  # each post of `post_kinds`: persons of A and B who are there, where A is set
    "buildings_gridded",  # percent of the buildings of each place of `levels` that lie in exactly one area grid
    "ground_blank",  # square metres of each place of `levels` that no grid covers
    "grids_overlapping",  # pairs of grids that overlap in each place of `levels`
    "grids_undrawn",  # grids without outline in each place of `levels`
    "requests_late",  # open requests past their limit at each body of `body_kinds`
    "requests_in_time",  # percent answered in time in the last `days`, each body of `body_kinds`
    "concurrent_members",  # concurrent members in office, each body of `body_kinds` (row A6)
    "joint_meetings",  # joint meetings held in the last `days`, each place of `levels` (row A8)
    "office_area",  # square metres of offices and service rooms, each place of `levels` (row A13)
    "hall_area",  # square metres of the hall, each place of `levels` (row A13)
    "estate_area",  # square metres handed over by the developer, each estate (row A13)
    "portfolios",  # lines of business of each member of staff (row A17)
]
