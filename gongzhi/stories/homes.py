"""The property reform of a sub-district in a story (row C7): estates, contracts, fees, subsidies, jobs, ratings.

It is lived where the pack's figures tell of fee income. What was before the story comes in by the import of fee income,
as entered after the fact."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

from gongzhi.access.public import ANONYMOUS, Actor, Permission
from gongzhi.core import clock
from gongzhi.core.errors import Conflict
from gongzhi.kit.tables import open_table, write_table
from gongzhi.places import public as places
from gongzhi.property import public as property_
from gongzhi.stories import mending
from gongzhi.stories.world import World, local

YEAR = "fee_income_year"  # the pack's figure that tells of it
MANAGE, CHECK = Permission.PROPERTY_MANAGE, Permission.PROPERTY_CHECK
HOME_M2, HOMES = 95, 420  # of a home; of an estate whose figure nobody has entered
FEE_FEN = 150  # a square metre and month
PAID = (0.004, 0.01, 0.04, 0.15, 0.4, 0.7, 0.9, 0.95, 0.96, 0.97)  # of what was due, in the quarters before
GIVEN = (0.0, 0.0, 0.3, 0.28, 0.22, 0.16, 0.1, 0.06, 0.05, 0.04)  # subsidies beside them, of what was due
NOW, RUNNING = 0.97, 0.58  # of a quarter that is over, of one that still runs
FLOORS, DOORS = 6, 2  # of the building whose homes rate
ON_PAPER = 2  # of an estate's homes
TERM = "合同期内楼道每天清扫，报修当天上门。"

Act = Callable[[Actor], None]


def before(world: World) -> None:
    """Plan it: the first week on paper, then the third party's rounds, the ratings and the money of each quarter."""
    if world.pack.property_rules is None or not is_told(world):
        return
    first = world.begin.date()
    world.at(local(first + timedelta(days=1), 9.4), lambda: _by(world, MANAGE, lambda a: _take_in(world, a)))
    world.at(local(first + timedelta(days=2), 9.4), lambda: _by(world, MANAGE, lambda a: _past(world, a)))
    for quarter in _quarters(world):
        end = property_.quarters.following(quarter)
        rates = max(first, quarter) + timedelta(days=9)
        if local(rates, 19) < min(world.end, local(end, 0)):
            world.at(local(rates, 10), lambda q=quarter: _by(world, MANAGE, lambda a: _homes(world, a, q)))  # type: ignore[misc]
        closes = min(end, world.end.date()) - timedelta(days=3)
        share = NOW if local(end, 0) <= world.end else RUNNING
        world.at(
            local(max(closes, first + timedelta(days=4)), 16),
            lambda q=quarter, s=share: _by(world, MANAGE, lambda a: _money(world, a, q, s)),  # type: ignore[misc]
        )
    mending.before(world)


def is_told(world: World) -> bool:
    """Whether the pack tells of fee income."""
    return any(f.key == YEAR for f in world.pack.figures)


def _quarters(world: World) -> list[date]:
    """The quarters that the story touches."""
    found = [property_.quarters.first_of(world.begin.date())]
    while local(property_.quarters.following(found[-1]), 0) < world.end:
        found.append(property_.quarters.following(found[-1]))
    return found


def _by(world: World, permission: Permission, act: Act) -> None:
    """Whoever holds the permission does it; later where nobody is there."""
    post = world.nearest(world.kinds_with(permission), world.settled.places[world.community.main])
    actor = world.staff(post) if post is not None else None
    if actor is None:
        return world.in_work(240, lambda: _by(world, permission, act))
    return act(actor)


def estates() -> list[property_.Estate]:
    """In the order in which they came."""
    return list(property_.estate_reads.public().order_by("pk"))


def _take_in(world: World, office: Actor) -> None:
    """Every estate of the sub-district with the contract that holds, and a building whose homes rate."""
    year, rules = world.begin.year, property_.estate_reads.rules()
    free = property_.estate_reads.free_places(office)
    known = places.figures_on("households", among=[pk for pk, _name in free])
    for place_id, _name in free:
        homes = known.get(place_id, HOMES)
        estate = property_.estates.take_in(place_id, area_m2=homes * HOME_M2, households=homes, actor=office)
        near = places.ancestors(place_id)
        company = next(b for b in property_.estate_reads.companies_for(estate, office) if b.place_id in near)
        draft = property_.estates.ContractDraft(
            company.pk,
            date(year - 2, 1, 1),
            date(year + 1, 12, 31),
            FEE_FEN,
            tuple(s.key for s in rules.services),
            TERM,
        )
        property_.estates.contract(estate, draft, actor=office)
        property_.ratings.add_dwellings(estate, property_.dwellings.labels("1栋", 1, FLOORS, DOORS), actor=office)


def _due(estate: property_.Estate) -> int:
    """Fen of a quarter."""
    return FEE_FEN * estate.area_m2 * 3


def _past(world: World, office: Actor) -> None:
    """The quarters before the story: a table is looked at and taken over; the subsidies of each beside it."""
    last = property_.quarters.before(property_.quarters.first_of(world.begin.date()))
    span = property_.quarters.row(last, len(PAID))
    rows: list[tuple[object, ...]] = [("小区", "季度", "应收", "实收")]
    for n, estate in enumerate(estates()):
        for quarter, share in zip(span, PAID, strict=True):
            due = _due(estate)
            paid = int(due * share * (1 - n % 3 / 200)) // 100
            rows.append((estate.name, property_.quarters.key(quarter), due / 100, paid))
    out = io.BytesIO()
    write_table("csv", rows, out)
    looked = property_.imports.look(open_table(out.getvalue()), office)
    lines = [row.line for row in looked if row.line is not None]
    assert len(lines) == len(rows) - 1, [row.words for row in looked if row.wrong][:3]
    property_.money.take_over(lines, actor=office)
    for estate in estates():
        for quarter, share in zip(span, GIVEN, strict=True):
            _give(estate, quarter, share, property_.quarters.following(quarter) - timedelta(days=6), office)


def _give(estate: property_.Estate, quarter: date, share: float, day: date, office: Actor) -> None:
    rules = property_.estate_reads.rules()
    giver = min(property_.estate_reads.givers_for(estate), key=lambda b: rules.givers.index(b.kind), default=None)
    amount = int(_due(estate) * share) // 100 * 100
    if giver is not None and amount and rules.purposes:
        draft = property_.money.SubsidyDraft(quarter, giver.pk, rules.purposes[0].key, amount, day)
        property_.money.give(estate, draft, actor=office)


def _money(world: World, office: Actor, quarter: date, share: float) -> None:
    """What was paid, given and found in a quarter that is lived."""
    for n, estate in enumerate(estates()):
        due = _due(estate)
        property_.money.enter_income(estate, quarter, due=due, collected=int(due * share), actor=office)
        _give(estate, quarter, GIVEN[-1], clock.today(), office)
        property_.money.enter_jobs(estate, quarter, hired=3 + n % 3, without_work=2 + n % 2, actor=office)


def _homes(world: World, office: Actor, quarter: date) -> None:
    """Slips are printed; most homes rate with the code, some on paper, and one tries a second time."""
    held = property_.estate_reads.contracts_on([e.pk for e in estates()])
    first = min(c.company_id for c in held.values())
    for n, estate in enumerate(estates()):
        slips = property_.ratings.print_slips(estate, "", actor=office)
        lower = int(held[estate.pk].company_id != first)
        for m, home in enumerate(slips[:-ON_PAPER]):
            property_.ratings.rate(property_.results.code_of(home, quarter), _grades(n + m, lower), actor=ANONYMOUS)
        with suppress(Conflict):
            property_.ratings.rate(property_.results.code_of(slips[0], quarter), _grades(0, 0), actor=ANONYMOUS)
            world.lived["home rated twice"] += 1
        world.lived["homes that rated"] += len(slips)
        paper = [home.label for home in slips[-ON_PAPER:]]
        _by(world, CHECK, lambda a, e=estate, p=paper: _papers(e, p, a))  # type: ignore[misc]


def _papers(estate: property_.Estate, labels: list[str], third: Actor) -> None:
    for n, label in enumerate(labels):
        property_.ratings.rate_on_paper(estate, label, _grades(n, 0), actor=third)


def _grades(n: int, lower: int) -> dict[str, int]:
    """3 to 5, or one less."""
    return {q.key: 3 + (n + m) % 3 - lower for m, q in enumerate(property_.estate_reads.rules().questions)}
