"""The boards: long enough, without personal data."""

from __future__ import annotations

from gongzhi.core import clock
from gongzhi.disclosure import public as disclosure
from gongzhi.requests import public as requests
from gongzhi.stories.figures.shape import Row, source_of
from gongzhi.stories.world import World


def postings() -> list[disclosure.Posting]:
    """Everything that stands or stood on the boards."""
    found: list[disclosure.Posting] = []
    for archive in (False, True):
        after = ""
        while True:
            page = disclosure.list_postings(archive=archive, after=after, size=100)
            found += page.items
            if not (after := page.after):
                break
    return found


def b4(world: World) -> Row:
    """What was released: its period, and that nobody can be known from it."""
    row, found = Row(), postings()
    full = (world.end - world.begin).days >= 90
    row.least("postings", len(found), 50 if full else 1)
    for board in disclosure.boards():
        days = [(p.until - p.published_at).days for p in found if p.board == board.key]
        if days:
            row.least(f"days_on_board_{board.key}", min(days), board.days_min, source_of(board))
    texts = [f"{p.title}\n{p.question}\n{p.text}" for p in found]
    row.equal("personal_data_found", sum(f.blocks for t in texts for f in disclosure.scan(t)), 0)
    names = {r.name for r in world.residents}
    row.equal("names_found", sum(name in text for text in texts for name in sorted(names)), 0)
    about = requests.Request.objects.in_bulk([p.about for p in found if p.about])
    kinds = world.pack.request_type
    private = [r for r in about.values() if r.keep_private or not kinds(r.type_key).publishable]
    row.equal("private_ones_published", len(private), 0)
    last = clock.local(world.end).date()
    lines = [o for o in disclosure.owed(None, on=last, coming=False) if world.pack.disclosures]
    owners = disclosure.Owners({o.place_id for o in lines})  # a community that is only drawn has nobody yet
    owed = [o for o in lines if owners.of(o.item, o.place_id) is not None]
    late = sum(o.stand in (disclosure.Stand.LATE, disclosure.Stand.DONE_LATE) for o in owed)
    row.equal("disclosed_late", late, 0)
    if full and owed:
        row.least("disclosed", sum(o.done is not None for o in owed), 1)
    return row
