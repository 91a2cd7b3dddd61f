"""The list behind each number: what a number counts is defined by these filters. Pure."""

from __future__ import annotations

from urllib.parse import quote

from gongzhi.insight.rules.cube import STARS
from gongzhi.insight.rules.periods import Period

LIST = "/desk/requests/"
NOW: dict[str, dict[str, str]] = {
    "open": {"state": "live"},
    "waiting": {"state": "waiting"},
    "green": {"state": "open", "light": "green"},
    "yellow": {"state": "open", "light": "yellow"},
    "red": {"state": "open", "light": "red"},
}
CAME: dict[str, dict[str, str]] = {"came": {}, "reopened": {"reopened": "on"}, "entered": {"entered": "after"}}
DONE: dict[str, dict[str, str]] = {
    "done": {},
    "late": {"kept": "late"},
    "in_time": {"kept": "in_time"},
    "rated": {"rated": "yes"},
    **{name: {"rated": str(n)} for n, name in enumerate(STARS, start=1)},
}
COUNTED = (*NOW, *CAME, *DONE)


def query_of(number: str, *, place_id: int, period: Period, type_key: str = "", here: bool = False) -> dict[str, str]:
    """The filters of the list that shows exactly what `number` counts. Raises KeyError for what no list shows."""
    if number in NOW:
        query = dict(NOW[number])
    else:
        head = "" if number in CAME else "done_"
        days = {f"{head}since": period.first.isoformat(), f"{head}until": period.last.isoformat()}
        query = {
            "state": "all",
            "sort": "received",
            "entered": "here",
            **days,
            **(CAME if number in CAME else DONE)[number],
        }
    query["place"] = str(place_id)
    if type_key:
        query["type"] = type_key
    if here:
        query["here"] = "on"
    return query


def address_of(query: dict[str, str]) -> str:
    """The address of that list. Only the type may hold more than letters, digits and dashes: a page has hundreds."""
    plain = query | {"type": quote(query["type"])} if "type" in query else query
    return f"{LIST}?{'&'.join([f'{name}={value}' for name, value in plain.items()])}"
