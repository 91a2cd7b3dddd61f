"""What stands beside a request on its pages."""

from __future__ import annotations

from gongzhi.access.public import Actor
from gongzhi.orgs import public as orgs
from gongzhi.reception.queries.items import spoken_of, station_of
from gongzhi.requests import public as requests


def beside(about: requests.Request, actor: Actor) -> list[requests.Panel]:
    """Handler of `requests.on_beside` on the staff's page."""
    found = panel_of(about, actor)
    return [found] if found is not None else []


def beside_own(reporter: requests.Reporter) -> list[requests.Panel]:
    """Handler of `requests.on_beside` on the page of who reported first."""
    found = panel_of(reporter.request, None) if reporter.first else None
    return [found] if found is not None else []


def panel_of(about: requests.Request, actor: Actor | None) -> requests.Panel | None:
    """Items, policy and visits of a matter of a station; on the reporter's page (`actor` None) in plain words and
    without what only staff read."""
    station = station_of(about)
    if station is None:
        return None
    spoken = spoken_of(about.pk)
    posts = {e.post_id for e in spoken.explained} | {v.post_id for v in spoken.visits}
    if spoken.next_visit:
        posts.add(spoken.next_visit.post_id)
    labels = orgs.post_labels(sorted(posts))
    context = {
        "number": about.number,
        "station": station,
        "spoken": spoken,
        "items": [i for i in spoken.items if not i.struck],
        "explained": [(e, labels.get(e.post_id, "")) for e in spoken.explained],
        "visits": [(v, labels.get(v.post_id, "")) for v in spoken.visits],
        "next_by": labels.get(spoken.next_visit.post_id, "") if spoken.next_visit else "",
        "holds": actor is not None and about.matter.holder_post_id in actor.post_ids,
    }
    return requests.Panel("reception/_own.html" if actor is None else "reception/_sheet.html", context)
