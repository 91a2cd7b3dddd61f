"""A pact that was in force before the platform: entered with its day and its paper, corrected; nothing else is."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from PIL import Image

from gongzhi.access.public import Actor, ActorKind
from gongzhi.core import clock
from gongzhi.core.errors import Forbidden, Invalid, NotAllowed
from gongzhi.deliberation.actions import pacts as acts
from gongzhi.deliberation.actions.pact_takeover import take_over
from gongzhi.deliberation.models import Pact, PactVersion
from gongzhi.deliberation.queries import pacts as queries
from gongzhi.files import public as files
from gongzhi.ledger import public as ledger
from tests.desks import desk_of, text
from tests.towns import settled

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = pytest.mark.django_db
in_town = contextmanager(settled)
LINES = ["第一条 楼道不堆杂物。", "2. 夜里十点后不喧哗。", ""]
SINCE = date(2019, 6, 1)
GIVEN = {"passed_by": "居民会议（2019年5月20日）", "source": "居委会档案柜三号盒"}


@pytest.fixture
def yaan(db: None, manual_clock: Any) -> Iterator[Settled]:
    with in_town("yaan") as town:
        yield town


def picture() -> io.BytesIO:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "white").save(out, "PNG")
    out.seek(0)
    out.name = "公约.png"
    return out


def yard(town: Settled) -> Pact:
    return acts.pact_for(town.places["grid-1"], "yard-pact", actor=town.actor("convener"))


def entered(town: Settled, pact: Pact, **more: Any) -> PactVersion:
    scan = files.accept_image(picture().getvalue(), actor=town.actor("convener"), name="公约.png")
    given = {"scans": [scan.pk], "actor": town.actor("convener"), **GIVEN, **more}
    return take_over(pact, given.pop("texts", LINES), given.pop("on", SINCE), **given)


def test_it_is_entered_by_clicks_and_shown_with_both_days(yaan: Settled) -> None:
    desk = desk_of(yaan)("convener")
    start = {"place": str(yaan.places["grid-1"]), "kind": "yard-pact", "do": "take"}
    at = desk.post("/desk/pacts/start/", start)["Location"]
    pact = Pact.objects.get()
    assert at == f"/desk/pacts/{pact.pk}/take-over/"
    data = {"text": "\n".join(LINES), "on": "2019-06-01", **GIVEN}
    page = text(desk.post(at, data), 422)
    assert "请附上" in page
    assert "夜里十点后不喧哗" in page  # what was typed is kept
    answer = desk.post(at, data | {"photo": picture()})
    made = PactVersion.objects.get()
    assert answer["Location"] == f"/desk/pacts/{pact.pk}/{made.pk}/"
    assert (made.articles, made.number, made.taken_on) == (["楼道不堆杂物。", "夜里十点后不喧哗。"], 1, clock.today())
    assert queries.in_force().get() == made
    own = text(desk.get(answer["Location"]))
    assert "档案柜三号盒" in own
    scan = f"/desk/pacts/{pact.pk}/scan/{files.files_of(made.pk)[0].pk}/"
    assert scan in own
    assert desk.get(scan)["Content-Type"].startswith("image/")
    public = text(Client().get(f"/pacts/{pact.pk}/"))
    assert [w in public for w in ("2019-06-01", f"{clock.today():%Y-%m-%d}", "居民会议", "夜里十点后不喧哗")] == [
        True
    ] * 4
    assert "档案柜" not in public  # the paper, and where it is, are the office's
    assert "scan" not in public
    assert Client().get(scan).status_code == 302
    assert "居民会议" in text(Client().get(f"/pacts/{pact.pk}/{made.pk}/page/"))
    assert pact.title in text(Client().get("/pacts/"))
    desk.post(answer["Location"], {"article": ["改写"], "do": "save"})
    made.refresh_from_db()
    assert made.articles[0] == "楼道不堆杂物。"


def test_it_is_corrected_and_the_ledger_knows_both(yaan: Settled) -> None:
    pact = yard(yaan)
    made = entered(yaan, pact)
    again = entered(yaan, pact, texts=["楼道不堆放杂物。"], on=date(2018, 6, 1), scans=[])
    assert (again.pk, again.in_force_on, again.articles) == (made.pk, date(2018, 6, 1), ["楼道不堆放杂物。"])
    tags = [e.tag for e in ledger.entries_of(pact.pk)]
    assert tags == ["deliberation:pact:taken-over"] * 2
    assert "已经录入" in text(desk_of(yaan)("convener").get(f"/desk/pacts/{pact.pk}/take-over/"))


def test_what_is_missing_or_personal_is_refused(yaan: Settled) -> None:
    pact = yard(yaan)
    for field, wrong in (
        ("text", {"texts": ["", " "]}), ("on", {"on": clock.today()}), ("passed_by", {"passed_by": " "}),
        ("source", {"source": ""}), ("photo", {"scans": []}), ("text", {"texts": ["有事打13800138000。"]}),
    ):  # fmt: skip
        with pytest.raises(Invalid) as said:
            entered(yaan, pact, **wrong)
        assert said.value.field == field
    with pytest.raises(Forbidden):
        entered(yaan, pact, actor=Actor(ActorKind.RESIDENT))
    assert not PactVersion.objects.exists()


def test_after_a_vote_here_nothing_is_entered_any_more(yaan: Settled) -> None:
    pact = yard(yaan)
    made = entered(yaan, pact)
    draft = acts.draft(pact, actor=yaan.actor("convener"), basis=str(made.pk))
    assert draft.articles == made.articles  # a change begins from it and goes the usual way
    with pytest.raises(NotAllowed):
        acts.bring_in_force(draft, clock.today(), actor=yaan.actor("convener"))
    assert queries.may_take(queries.versions(pact))
    voted = PactVersion(pact=pact, number=2, in_force_on=clock.today())
    assert not queries.may_take([made, voted])


def test_the_database_lets_nothing_pass_as_taken_over(yaan: Settled) -> None:
    pact = yard(yaan)
    draft = acts.draft(pact, actor=yaan.actor("convener"))
    day = {"taken_on": clock.today(), "in_force_on": SINCE, "number": 1}
    refused: list[Any] = [
        lambda: PactVersion.objects.filter(pk=draft.pk).update(**day),  # a draft does not become one
        lambda: PactVersion.objects.create(pact=pact, text="一", **day | {"number": 2}),
        lambda: PactVersion.objects.create(pact=pact, text="一", **day | {"in_force_on": clock.today()}),
        lambda: PactVersion.objects.create(pact=pact, text="一", number=1, in_force_on=SINCE),
    ]
    for write in refused:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()
    made = entered(yaan, pact)
    later = clock.today() + timedelta(days=9)
    for columns in ({"taken_on": None}, {"in_force_on": None}, {"in_force_on": later}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PactVersion.objects.filter(pk=made.pk).update(**columns)
