"""Kinds of places. `kind` is stored, never derived from a code; a pack may use further words of its own."""

from __future__ import annotations

from enum import StrEnum


class PlaceKind(StrEnum):
    """The kinds that the code itself speaks of."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    STREET = "street"
    TOWN = "town"
    TOWNSHIP = "township"
    COMMUNITY = "community"
    VILLAGE = "village"
    SECTION = "section"
    GRID = "grid"
    ESTATE = "estate"
    BUILDING = "building"


# Kinds that have an office, from the narrowest: a request stands in one at least, where no grid covers it; lists and
# figures are narrowed to them.
AREAS = (PlaceKind.COMMUNITY, PlaceKind.VILLAGE, PlaceKind.STREET, PlaceKind.TOWN, PlaceKind.TOWNSHIP, PlaceKind.COUNTY)
# Kinds that answer for nothing themselves: never "the nearest" place of a point.
SMALL = (PlaceKind.GRID, PlaceKind.ESTATE, PlaceKind.BUILDING)
# Kinds that the office of the grids edits (`grid:edit`), the rest is for who edits places.
GRIDDED = (PlaceKind.SECTION, PlaceKind.GRID, PlaceKind.ESTATE, PlaceKind.BUILDING)
# Kinds of things with an address, found by it, below the grids.
ADDRESSED = (PlaceKind.ESTATE, PlaceKind.BUILDING)


class FigureKind(StrEnum):
    """What is counted of a place."""

    HOUSEHOLDS = "households"
    RESIDENTS = "residents"
