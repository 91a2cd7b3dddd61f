"""Registers: rows, publication, objections, proxies, freezing; what code and database refuse afterwards."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import clock
from gongzhi.core.errors import Conflict, DomainError, Forbidden, Invalid, NotAllowed
from gongzhi.kit.tables import write_table
from gongzhi.ledger import public as ledger
from gongzhi.voting import public as voting
from gongzhi.voting.models import Elector, Electorate, Proxy
from gongzhi.voting.queries import registers as queries
from gongzhi.voting.tests.conftest import electors, later

if TYPE_CHECKING:
    from gongzhi.access.public import Actor
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db


def draft(city: Settled, actor: Actor, kind: str = "persons", rule: str = "") -> Electorate:
    return voting.open_register(place_id=city.places["zhonghua"], kind=kind, title="选民名单", rule=rule, actor=actor)


def row(name: str, where: str = "") -> voting.RowDraft:
    return voting.RowDraft(name, where)


def test_from_draft_to_frozen(city: Settled, director: Actor) -> None:
    found = draft(city, director, rule="residents-election")
    with pytest.raises(Invalid):
        voting.publish_register(found.pk, board="affairs", actor=director)
    voting.add_rows(found.pk, [row("张三", "1栋"), row("李四", "2栋")], actor=director)
    with pytest.raises(NotAllowed):
        voting.freeze_register(found.pk, actor=director)
    with pytest.raises(Invalid, match="hung"):  # its days of objection would be over before anybody could look it up
        voting.publish_register(found.pk, board="affairs", actor=director, on=clock.today() - timedelta(days=4))
    published = voting.publish_register(found.pk, board="affairs", actor=director)
    assert (published.objections_until - published.published_on).days == 5
    made = voting.object_to(found.pk, by_name="王五", text="名单上没有我，我住3栋。", actor=ANONYMOUS)
    assert (made.rule_by - published.published_on).days == 3
    later(6)
    with pytest.raises(NotAllowed):
        voting.object_to(found.pk, by_name="赵六", text="太晚了，太晚了。", actor=ANONYMOUS)
    with pytest.raises(NotAllowed):  # not ruled on
        voting.freeze_register(found.pk, actor=director)
    voting.rule_on(made.pk, accepted=True, ruling="属实，予以补登。", actor=director)
    voting.add_rows(found.pk, [row("王五", "3栋")], actor=director)
    frozen = voting.freeze_register(found.pk, actor=director)
    assert (frozen.rows, frozen.hash) == (3, queries.frozen_hash(found.pk))
    last = ledger.entries_of(found.pk)[-1]
    assert last.codes["hash"] == frozen.hash


def test_a_frozen_register_gains_and_loses_nobody(city: Settled, director: Actor, frozen: Any) -> None:
    found = frozen(3)
    one = electors(found)[0]
    for refused in (
        lambda: voting.add_rows(found.pk, [row("新人")], actor=director),
        lambda: voting.strike_row(one.pk, reason="不对", actor=director),
        lambda: voting.change_row(one.pk, row("别人"), actor=director),
        lambda: voting.give_proxy(one.pk, electors(found)[1].pk, paper="第1号", actor=director),
    ):
        with pytest.raises(NotAllowed):
            refused()
    statements = [
        f"INSERT INTO voting_elector (id, electorate_id, name, household, phone) VALUES (7, {found.pk}, 'x', '', '')",
        f"UPDATE voting_elector SET name = 'x' WHERE id = {one.pk}",
        f"DELETE FROM voting_elector WHERE id = {one.pk}",
    ]
    for statement in statements:
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert queries.frozen_hash(found.pk) == found.hash


def test_after_the_first_vote_it_stays_frozen(director: Actor, frozen: Any, opened: Any) -> None:
    found = frozen(3)
    poll = opened(found)
    thaw = f"UPDATE voting_electorate SET state = 'draft' WHERE id = {found.pk}"
    with connection.cursor() as cursor:
        cursor.execute(thaw)  # an administrator may, before anybody voted
        cursor.execute(f"UPDATE voting_electorate SET state = 'frozen' WHERE id = {found.pk}")
    voting.cast_named(poll.pk, electors(found)[0].pk, ["for"], channel="online", actor=ANONYMOUS)
    with pytest.raises(DatabaseError, match="have been given"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(thaw)


def test_two_editors_at_once(city: Settled, director: Actor) -> None:
    found = draft(city, director)
    version = found.version
    voting.add_rows(found.pk, [row("张三")], actor=director, version=version)
    with pytest.raises(Conflict):
        voting.add_rows(found.pk, [row("李四")], actor=director, version=version)
    with pytest.raises(Conflict):
        voting.add_rows(found.pk, [row("李四"), row("张三")], actor=director)
    assert [e.name for e in electors(found)] == ["张三"]  # all or none


def test_who_may(city: Settled, director: Actor) -> None:
    for actor in (city.actor("worker-05"), city.actor("hotline"), ANONYMOUS):
        with pytest.raises(Forbidden):
            draft(city, actor)
    with pytest.raises(Forbidden):
        voting.open_register(place_id=city.places["songping"], kind="persons", title="别处", actor=director)


def test_proxies(city: Settled, director: Actor) -> None:
    found = draft(city, director)
    names = voting.add_rows(found.pk, [row(f"户{n}") for n in range(7)], actor=director)
    ids = [e.pk for e in names]
    for giver in ids[1:4]:
        voting.give_proxy(giver, ids[0], paper="第1号", actor=director)
    refused: list[tuple[int, int, str]] = [
        (ids[4], ids[0], "a fourth"), (ids[4], ids[1], "to who gave one"), (ids[0], ids[5], "passed on"),
        (ids[1], ids[5], "given twice"), (ids[4], ids[4], "to oneself"),
    ]  # fmt: skip
    for giver, holder, why in refused:
        with pytest.raises(DomainError):
            voting.give_proxy(giver, holder, paper=why, actor=director)
    with pytest.raises(Invalid):
        voting.give_proxy(ids[4], ids[5], paper=" ", actor=director)
    voting.end_proxy(ids[1], actor=director)
    voting.give_proxy(ids[4], ids[0], paper="第2号", actor=director)
    assert Proxy.objects.count() == 3
    others = draft(city, director, kind="representatives")
    two = voting.add_rows(others.pk, [row("甲"), row("乙")], actor=director)
    with pytest.raises(NotAllowed):
        voting.give_proxy(two[0].pk, two[1].pk, paper="第3号", actor=director)


def test_members_of_a_body(city: Settled, director: Actor) -> None:
    found = voting.open_register(
        place_id=city.places["zhonghua"], body_id=city.bodies["committee"], kind="representatives", title="党委委员",
        actor=director,
    )  # fmt: skip
    made = voting.add_members(found.pk, actor=director)
    assert city.holders["secretary"][0] in {e.person_id for e in made}
    with pytest.raises(Invalid):  # nobody new
        voting.add_members(found.pk, actor=director)
    assert voting.freeze_register(found.pk, actor=director).rows == len(made)


def sheet(*rows: list[object]) -> bytes:
    out = io.BytesIO()
    write_table("xlsx", rows, out)
    return out.getvalue()


def test_a_table_row_by_row(city: Settled, director: Actor) -> None:
    found = draft(city, director, kind="owners")
    data = sheet(
        ["业主姓名", "房号", "建筑面积", "电话"], ["张三", "1-1-101", "89.55", "13800000000"],
        ["李四", "1-1-102", "", ""],
        ["王五", "1-1-103", "77.777", ""], ["张三", "1-1-101", "50", ""], ["520103199001011234", "1", "1", ""],
    )  # fmt: skip
    read = voting.preview(found, data)
    assert [(d.name, d.household, d.area) for d in read.good] == [("张三", "1-1-101", 8955)]
    assert [number for number, _name, _why in read.wrong] == [3, 4, 5, 6]
    assert Elector.objects.count() == 0
    voting.add_rows(found.pk, read.good, actor=director)
    one = electors(found)[0]
    assert "13800000000" not in one.phone
    assert one.phone.startswith("v1$")
    with pytest.raises(Invalid):
        voting.preview(found, sheet(["姓名", "身份证号"], ["张三", "1"]))


def test_letters_and_vouching(city: Settled, director: Actor, frozen: Any) -> None:
    found = frozen(3)
    made = voting.make_codes(found.pk, actor=director)
    assert len({code for _e, code in made}) == 3
    one, code = made[0]
    assert len(code.replace("-", "")) == 16
    assert queries.elector_of_code(code.lower().replace("-", " "), found.pk) == one
    assert not Elector.objects.filter(code=code).exists()
    assert voting.make_codes(found.pk, actor=director) == []
    fresh = voting.vouch(one.pk, actor=city.actor("worker-05"))
    assert queries.elector_of_code(code, found.pk) is None
    assert queries.elector_of_code(fresh, found.pk) == one
    with pytest.raises(Forbidden):
        voting.vouch(one.pk, actor=city.actor("hotline"))
    assert ledger.entries_of(found.pk)[-1].tag == "voting:register:vouched"


def test_names_are_deleted_a_year_after(director: Actor, frozen: Any, opened: Any) -> None:
    found = frozen(3)
    poll = opened(found)
    voting.cast_named(poll.pk, electors(found)[0].pk, ["for"], channel="online", actor=ANONYMOUS)
    later(8)
    assert voting.archive_registers() == 0
    voting.close_poll(poll.pk, actor=director)
    voting.release(poll.pk, actor=director)
    later(31)
    assert voting.archive_registers() == 1
    later(364)
    assert voting.archive_registers() == 0
    later(1)
    assert voting.archive_registers() == 1
    assert Elector.objects.count() == 0
    assert voting.result(poll.pk).counts["for"] == 1


def test_who_moves_votes_where_he_lives(city: Settled, director: Actor, frozen: Any) -> None:
    old, new = draft(city, director), draft(city, director)
    mover, holder = voting.add_rows(old.pk, [row("张三"), row("李四")], actor=director)
    voting.give_proxy(mover.pk, holder.pk, paper="第1号", actor=director)
    moved = voting.move_row(mover.pk, new.pk, household="2栋201室", reason="搬家", actor=director)
    assert [(e.name, e.household) for e in electors(new)] == [("张三", "2栋201室")]
    assert moved.electorate_id == new.pk
    assert [e.name for e in electors(old)] == ["李四"]
    assert not Proxy.objects.exists()
    twin = voting.add_rows(old.pk, [row("张三", "2栋201室")], actor=director)[0]
    with pytest.raises(Conflict):
        voting.move_row(twin.pk, new.pk, household="2栋201室", reason="搬家", actor=director)
    with pytest.raises(Invalid):
        voting.move_row(twin.pk, old.pk, household="", reason="搬家", actor=director)
    with pytest.raises(NotAllowed):
        voting.move_row(twin.pk, frozen(2, kind=old.kind).pk, household="", reason="搬家", actor=director)
    with pytest.raises(Forbidden):
        voting.move_row(twin.pk, new.pk, household="", reason="搬家", actor=city.actor("hotline"))
