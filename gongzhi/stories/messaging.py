"""Messages between the county's offices and the grids, each answered; the street heard about agencies (A14, A18)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from gongzhi.core import clock
from gongzhi.orgs import public as orgs
from gongzhi.packs import public as packs
from gongzhi.stories.world import World, local
from gongzhi.structure import public as structure

DOWN, UP = 21, 14  # days between two messages of a network
LATE = 5 * 480  # working minutes after which the one answers who answers too late
SAID = (
    ("排查{what}", "请在本网格逐户排查，三个工作日内回复排查情况。", "已逐户查看，没有发现问题。"),
    ("报送{what}情况", "请报本月情况，没有的写无。", "本月情况已核对，没有新增。"),
)
WHAT = {"order": "燃气和用电安全", "service": "独居老人助餐需求", "party": "党员志愿服务"}


def before(world: World) -> None:
    """Plan what the networks and the street will write to each other."""
    first = world.begin.date() + timedelta(days=2)
    if world.pack.two_way is not None:
        for n, network in enumerate(world.pack.networks):
            _every(world, first + timedelta(days=n), DOWN, lambda network=network: _down(world, network))  # type: ignore[misc]
            _every(world, first + timedelta(days=n + 3), UP, lambda network=network: _up(world, network))  # type: ignore[misc]
    if world.pack.consultation is not None:
        world.at(local(first + timedelta(days=4), 10), lambda: _ask_the_street(world))
        world.at(local(first + timedelta(days=6), 10), lambda: _assess(world))


def _every(world: World, day: date, gap: int, act: Callable[[], None]) -> None:
    moment = local(day, 9.6)
    while moment < world.end:
        world.at(moment, act)
        moment += timedelta(days=gap)


def _posts(kinds: tuple[str, ...], place_id: int | None = None) -> list[int]:
    rows = orgs.Post.objects.filter(kind__in=kinds).order_by("id")
    return list((rows if place_id is None else rows.filter(place__parent=place_id)).values_list("id", flat=True))


def _line(world: World, network: packs.Network, post: int) -> tuple[structure.TwoWayLine, ...]:
    actor = world.staff(post)
    lines = structure.two_way_reads.lines(actor) if actor is not None else []
    return tuple(x for x in lines if x.network.key == network.key and x.post.post_id == post)


def _down(world: World, network: packs.Network) -> None:
    """The office at the top writes to all posts of the lowest level; one of them answers late the first time, and is
    asked once more."""
    way = structure.two_way_reads.rule()
    assert way is not None
    posts = _posts(network.stands[way.levels[0].key])
    found = _line(world, network, posts[0]) if posts else ()
    if not found:
        return
    actor = world.staff(posts[0])
    assert actor is not None
    subject, words, answer = SAID[0]
    draft = structure.LetterDraft(subject.format(what=WHAT.get(network.key, "")), words, way.answer_days)
    first = not structure.Letter.objects.filter(network=network.key, upward=False).exists()
    lowest = network.stands[way.levels[-1].key]
    letter = structure.send_down(found[0], draft, kinds=lowest, place_ids=[], actor=actor)
    ids = list(structure.LetterPart.objects.filter(letter=letter).order_by("matter").values_list("matter", flat=True))
    for n, matter in enumerate(ids):
        minutes = LATE if first and n == len(ids) - 1 else 60 + 45 * n
        world.in_work(minutes, lambda matter=matter: _answer(world, matter, answer))  # type: ignore[misc]
    if first:
        world.in_work(600, lambda: _ask(world, ids[0]))


def _answer(world: World, matter_id: int, words: str) -> None:
    part = structure.two_way_reads.parts().get(pk=matter_id)
    actor = world.staff(part.matter.holder_post_id)
    if actor is None:
        return world.in_work(240, lambda: _answer(world, matter_id, words))
    return structure.two_way.answer(part, actor=actor, words=words)


def _ask(world: World, matter_id: int) -> None:
    part = structure.two_way_reads.parts().get(pk=matter_id)
    actor = world.staff(part.letter.sender_id)
    if actor is None or part.answered_at is None:
        return world.in_work(240, lambda: _ask(world, matter_id))
    structure.two_way.ask(part, actor=actor, words="还有没有联系不上的住户？")
    return world.in_work(120, lambda: _answer(world, matter_id, "有两户，已约好时间上门。"))


def _up(world: World, network: packs.Network) -> None:
    """A grid of the main community writes to the office at the top, which answers within the day."""
    way = structure.two_way_reads.rule()
    assert way is not None
    posts = _posts(network.stands[way.levels[-1].key], world.settled.places[world.community.main])
    found = _line(world, network, posts[0]) if posts else ()
    if not found:
        return
    subject, words, answer = SAID[1]
    actor = world.staff(posts[0])
    offices = structure.two_way_reads.offices(found[0])
    if actor is None or not offices:
        return
    draft = structure.LetterDraft(subject.format(what=WHAT.get(network.key, "")), words, way.answer_days)
    letter = structure.send_up(found[0], draft, post_id=offices[0].pk, actor=actor)
    part = structure.LetterPart.objects.get(letter=letter)
    world.in_work(300, lambda: _answer(world, part.pk, answer))


def _ask_the_street(world: World) -> None:
    """Each body above an agency asks about its head; the first time the street objects."""
    rule = structure.consultation_reads.require_rule()
    for n, post in enumerate(_posts(rule.asks)):
        actor = world.staff(post)
        heads = structure.consultation_reads.heads(actor) if actor is not None else []
        if actor is None or not heads:
            continue
        person = orgs.holder_of(heads[0].pk).person_id
        if person is None:
            continue
        case = structure.consultation.ask(
            actor=actor, post_id=heads[0].pk, change="transfer", person_id=person, words="任职满五年，拟交流任职。"
        )
        world.in_work(700, lambda case=case, n=n: _street_answers(world, case.pk, consents=n > 0))  # type: ignore[misc]


def _street_answers(world: World, matter_id: int, *, consents: bool) -> None:
    case = structure.PersonnelConsent.objects.select_related("matter").get(pk=matter_id)
    actor = world.staff(case.matter.holder_post_id)
    if actor is None:
        return world.in_work(240, lambda: _street_answers(world, matter_id, consents=consents))
    reason = "" if consents else "熟悉辖区，群众反映好，建议暂缓交流。"
    structure.consultation.answer(case, actor=actor, consents=consents, reason=reason)
    return world.in_work(300, lambda: _record(world, matter_id, done=consents))


def _record(world: World, matter_id: int, *, done: bool) -> None:
    case = structure.PersonnelConsent.objects.select_related("matter").get(pk=matter_id)
    actor = world.staff(case.matter.holder_post_id)
    if actor is None:
        return world.in_work(240, lambda: _record(world, matter_id, done=done))
    words = "按程序办理交流。" if done else "尊重街道意见，暂缓交流。"
    return structure.consultation.record(case, actor=actor, done=done, words=words)


def _assess(world: World) -> None:
    """The street assesses the heads of its agencies."""
    rule = structure.consultation_reads.require_rule()
    posts = _posts(rule.answers)
    actor = world.staff(posts[0]) if posts else None
    if actor is None:
        return
    structure.consultation.begin_assessments(actor=actor, year=clock.today().year)
    rows = structure.AgencyAssessment.objects.filter(street=posts[0]).order_by("matter").values_list("matter", "head")
    for n, (matter, head) in enumerate(rows):
        grade = rule.grades[min(n, 1)].key if head is not None else ""
        world.in_work(300 + 60 * n, lambda m=matter, g=grade: _grade(world, m, g))  # type: ignore[misc]


def _grade(world: World, matter_id: int, grade: str) -> None:
    row = structure.AgencyAssessment.objects.select_related("matter").get(pk=matter_id)
    actor = world.staff(row.matter.holder_post_id)
    if actor is None:
        return world.in_work(240, lambda: _grade(world, matter_id, grade))
    return structure.consultation.assess(row, actor=actor, grade=grade, words="按月走访社区，配合街道工作。")
