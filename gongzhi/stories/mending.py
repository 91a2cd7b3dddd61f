"""The third party's rounds in a story, and what comes of each finding: an order of every ending (row C7)."""

from __future__ import annotations

import io
from datetime import timedelta

from PIL import Image

from gongzhi.access.public import Actor, Permission
from gongzhi.core import clock
from gongzhi.files import public as files
from gongzhi.property import public as property_
from gongzhi.stories.world import World, local

ROUNDS = (10, 38, 66)  # days after the first
EACH = 3  # of so many estates one has something wrong in a round
FATES = ("closed", "stands", "back", "lifted")  # in turn; to the second and the last the company objects
FOUND = "现场看到：没有达到合同约定，和住户一起拍了照片"
ASKED = "按合同整改到位，改完附照片报复查"
DONE = ("已安排人手整改，照片附后", "又派了两个人，剩下的也改完了")
SEEN = {
    "closed": "到现场看过，楼栋组长在场，整改到位",
    "back": "还有一处没有改，三天内再报",
}
OBJECTED = {  # what the company says, what is decided, and why
    "stands": ("这一处不在合同的服务范围里，请复核", "upheld", "合同的服务范围写明包括这一处，继续整改"),
    "lifted": ("这是供电公司的设施，不由物业维护，请复核", "lifted", "核实是供电公司的设施，不由物业整改，予以撤销"),
}
LATE = 2  # days before the end of a demo: what was found then is still under way


def before(world: World) -> None:
    """The third party goes round every four weeks."""
    days = (world.end - world.begin).days
    rounds = [day for day in ROUNDS if day < days - 10]
    if world.unfinished:
        rounds.append(max(11, days - LATE))
    for n, day in enumerate(rounds):
        moment = local(world.begin.date() + timedelta(days=day), 10.6)
        world.at(moment, lambda n=n: _round(world, n))  # type: ignore[misc]


def _round(world: World, turn: int) -> None:
    """Every estate is looked at; what is wrong somewhere goes to the office the same day."""
    post = world.nearest(world.kinds_with(Permission.PROPERTY_CHECK), world.settled.places[world.community.main])
    third = world.staff(post) if post is not None else None
    if third is None:
        return world.in_work(240, lambda: _round(world, turn))
    checks = property_.estate_reads.rules().checks
    for n, estate in enumerate(property_.estate_reads.public().order_by("pk")):
        found = {c.key: property_.checks.Found(True) for c in checks}
        if (n + turn) % EACH == 0:
            found[checks[(n + turn) % len(checks)].key] = property_.checks.Found(False, FOUND)
        property_.checks.check(estate, clock.today(), found, actor=third)
        for finding in property_.order_reads.open_findings(estate):
            world.in_work(90, lambda e=estate, f=finding: _issue(world, e, f))  # type: ignore[misc]
    return None


def _issue(world: World, estate: property_.Estate, finding: property_.Finding) -> None:
    post = world.nearest(world.kinds_with(Permission.PROPERTY_MANAGE), estate.place_id)
    office = world.staff(post) if post is not None else None
    if office is None:
        return world.in_work(240, lambda: _issue(world, estate, finding))
    days = property_.estate_reads.rules().order_days
    draft = property_.orders.OrderDraft(finding.about, ASKED, days, finding.pk)
    order = property_.orders.issue(estate, draft, actor=office)
    fate = FATES[world.lived["order"] % len(FATES)]
    world.lived["order"] += 1
    return world.in_work(500, lambda: _go_on(world, order.pk, fate))


def _go_on(world: World, matter_id: int, fate: str) -> None:
    """Whoever has the order does what is next, until it has ended."""
    order = property_.Order.objects.select_related("matter").get(pk=matter_id)
    matter = order.matter
    if matter.state != "open":
        return None
    actor = world.staff(matter.holder_post_id)
    if actor is None:
        return world.in_work(240, lambda: _go_on(world, matter_id, fate))
    if matter.step == "mend" and fate in OBJECTED and property_.objection_reads.may_be_raised(order):
        property_.objections.object_to(order, OBJECTED[fate][0], actor=actor)
    elif matter.step == "objection":
        property_.objections.decide(order, *OBJECTED[fate][1:], actor=actor)
    elif matter.step == "mend":
        property_.orders.reply(order, DONE[min(order.rounds, 1)], [_photo(world, actor)], actor=actor)
    else:
        outcome = "back" if fate == "back" and not order.rounds else "closed"
        property_.orders.recheck(order, outcome, SEEN[outcome], actor=actor)
    return world.in_work(300, lambda: _go_on(world, matter_id, fate))


def _photo(world: World, actor: Actor) -> int:
    """A picture, each of its own colour."""
    out, n = io.BytesIO(), world.lived["photo"]
    world.lived["photo"] += 1
    Image.new("RGB", (320, 240), (90 + 40 * (n % 4), 120 + 30 * (n % 3), 150)).save(out, "JPEG")
    return files.accept_image(out.getvalue(), actor=actor, name="整改照片.jpg").pk
