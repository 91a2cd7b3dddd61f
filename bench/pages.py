"""The pages that `bench.lists` asks, as a signed-in member of the synthetic city, and the time of their lists."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongzhi.core import clock
from gongzhi.kit.paging import encode
from gongzhi.orgs import public as orgs
from gongzhi.orgs.models import Appointment, Post
from gongzhi.people import public as people
from gongzhi.places.models import Place
from gongzhi.procedures import public as procedures
from gongzhi.procedures.models import Standing
from gongzhi.requests.views import listing, lists, work


@dataclass(frozen=True, slots=True)
class Page:
    """An address, and the same through the desk's own functions: `listed(after)` gives the key of the next page, how
    many rows this one has, and how many there are in all as the page says it (a list counts up to 500)."""

    path: str
    listed: Callable[[str], tuple[str, int, int]]


class Reader:
    """Somebody signed in, whose lists are timed."""

    def __init__(self, post_key: str) -> None:
        self.post = Post.objects.get(key=post_key)
        person = Appointment.objects.filter(post=self.post).order_by("id").values_list("person", flat=True)[0]
        account = people.Account.objects.filter(person=person).first() or people.create_account(
            person=person, username=f"bench-{post_key}", password="Bench-2026-lists"
        )
        self.actor = orgs.actor_of(person)
        self.client = Client()
        self.client.force_login(account)

    def statements(self, page: Page) -> int:
        """How many statements the whole page makes, the second time it is asked for."""
        self.client.get(page.path)
        with CaptureQueriesContext(connection) as made:
            answer = self.client.get(page.path)
        if answer.status_code != 200:
            raise RuntimeError(f"{page.path}: {answer.status_code}")
        return len(made)

    def timed(self, page: Page, after: str) -> float:
        """Milliseconds of the list: which rows, the objects of the page, how many there are."""
        begun = time.perf_counter()
        page.listed(after)
        return (time.perf_counter() - begun) * 1000

    def whole(self, page: Page) -> float:
        """Milliseconds of the whole page: all that a request passes but the socket."""
        begun = time.perf_counter()
        self.client.get(page.path)
        return (time.perf_counter() - begun) * 1000

    def next_of(self, page: Page, after: str) -> str:
        """The key of the page that follows, or empty."""
        return page.listed(after)[0]

    def rows(self, page: Page) -> tuple[int, int]:
        """How many rows the first page has, and how many it says there are."""
        return page.listed("")[1:]

    def list(self, query: str) -> Page:
        """The staff's list under a filter."""
        form = listing.filter_form(QueryDict(query), self.actor)
        if not form.is_valid():
            raise RuntimeError(f"{query}: {form.errors}")

        def listed(after: str) -> tuple[str, int, int]:
            found = listing.listed(self.actor, form.cleaned_data, after=lists.key_of(after))
            return encode(found.after) if found.after else "", len(found.items), _number(found.total)

        return Page(f"/desk/requests/?{query}", listed)

    def work(self, tab: str) -> Page:
        """A tab of My work, with its counts."""

        def listed(after: str) -> tuple[str, int, int]:
            counts = procedures.counts(self.actor)
            page = work._list(self.actor, tab, "", None, after)
            work.rows_of(page.items)
            return page.next or "", len(page.items), counts.green + counts.yellow + counts.red

        return Page(f"/desk/?tab={tab}", listed)


def pages(reader: Reader) -> Iterator[tuple[str, Page]]:
    """Names and addresses: every filter alone and in the pairs that people use."""
    for tab in ("mine", "offered", "waiting", "told", "area", "done"):
        yield f"My work, {tab}", reader.work(tab)
    today = clock.today()
    month = f"since={today - timedelta(days=75)}&until={today - timedelta(days=45)}"
    grid = Place.objects.filter(kind="grid").order_by("id")[5].pk
    held = Standing.objects.filter(role="holder", scope=Post.objects.get(key="worker-02").pk)
    holder = held.values_list("scope", flat=True).first() or Post.objects.get(key="hall").pk
    one = {
        "nothing": "", "state open": "state=open", "state closed": "state=archived", "state all": "state=all",
        "light red": "light=red", "light green": "light=green", "type frequent": f"type={_type(0)}",
        "type rare": f"type={_type(-1)}", "grid": f"place={grid}", "channel web": "channel=web",
        "channel rare": "channel=opinion_box", "holder": f"holder={holder}", "a month": f"state=all&{month}",
        "words frequent": "q=路灯不亮", "words of one character": "q=灯", "words rare": "q=青石碑",
        "words of none": "q=绿孔雀", "two words": "q=望云路 电梯",
    }  # fmt: skip
    pairs = [
        ("type frequent", "state closed"), ("type rare", "state open"), ("type rare", "state closed"),
        ("grid", "state closed"), ("grid", "state all"), ("light red", "type frequent"), ("light red", "type rare"),
        ("light red", "grid"), ("type frequent", "a month"), ("type rare", "a month"), ("grid", "a month"),
        ("channel web", "a month"), ("channel rare", "state closed"), ("channel rare", "type rare"),
        ("channel web", "type frequent"), ("holder", "state closed"), ("holder", "type frequent"), ("holder", "grid"),
        ("words frequent", "state all"), ("words rare", "state all"), ("words of one character", "state all"),
        ("words of none", "state all"), ("two words", "state all"), ("words frequent", "state closed"),
        ("words rare", "type frequent"), ("words frequent", "type rare"), ("words frequent", "grid"),
        ("words rare", "grid"), ("words frequent", "a month"), ("words rare", "a month"),
    ]  # fmt: skip
    asked = dict(one) | {f"{a} + {b}": f"{one[a]}&{one[b]}" for a, b in pairs}
    for name, query in asked.items():
        for order, sort in (("urgent", "due"), ("newest", "received")):
            yield f"{name}, {order}", reader.list(f"{query}&sort={sort}".lstrip("&"))


def _number(said: str) -> int:
    return int(said.rstrip("+").replace(",", "") or 0)


def _type(rank: int) -> str:
    from bench.synthetic.lives import weights
    from gongzhi.packs import public as packs

    shares = weights(packs.active())
    return sorted(shares, key=lambda key: -shares[key])[rank]
