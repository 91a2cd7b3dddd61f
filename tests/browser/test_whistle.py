"""The whistle and calls back in a real browser: the street asks, a department comes, an arbiter rules, a resident is
called; at both widths."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from gongzhi.access.public import ANONYMOUS, SYSTEM
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests
from tests.browser.conftest import follow
from tests.desks import account_of
from tests.towns import moved_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CITY, HOUSING = "liaison-urban-management", "liaison-housing"


@pytest.fixture
def town(transactional_db: None) -> Iterator[Any]:
    from gongzhi.packs import public as packs

    yield moved_in("chengcheng")
    packs.forget()


def taken(town: Any, type_key: str, words: str) -> int:
    """A request that the street's co-ordinator holds."""
    draft = requests.Draft(description=words, name="欧阳小虎", contact_phone="13850927316", type_key=type_key,
                           place_id=town.places["grid-1"])  # fmt: skip
    matter_id = requests.intake(draft, actor=ANONYMOUS, channel="web", look_near=False).matter_id
    holder, street = procedures.Matter.objects.get(pk=matter_id).holder_post_id, town.posts["coordinator"]
    if holder != street:
        procedures.succeed(matter_id, from_post=holder, to_post=street, reason="", actor=SYSTEM)
    return matter_id


@pytest.fixture
def page_of(town: Any, new_context: Callable[..., Any], sign_in: Any) -> Callable[..., Any]:
    """A page of a browser signed in as the holder of a post."""

    def opened(post: str, **options: Any) -> Any:
        context = new_context(**options)
        sign_in(context, account_of(town.holders[post][0]))
        return context.new_page()

    return opened


def test_from_the_whistle_to_the_ruling(town: Any, page_of: Callable[..., Any], look: Callable[..., None]) -> None:
    street = town.actor("coordinator")
    whole = taken(town, "illegal-building", "宝塔小区三号楼顶楼又在违法搭建彩钢房，邻居劝了几次都没用，怕掉下来砸人")
    procedures.accept(whole, actor=street)
    for outcome in ("hand_over", "whistle"):
        procedures.choose(whole, outcome=outcome, actor=street)
    asks = [(town.posts[CITY], "请带执法队到现场，认定是不是违法建设"), (town.posts[HOUSING], "请看有没有审批手续")]
    requests.blow(whole, asks=asks, lead=town.posts[CITY], actor=street)
    city, housing = procedures.parts_of(whole)
    look(page_of(CITY), "/desk/whistle/", "whistle-inbox")
    page = page_of(CITY, javascript=False)
    page.goto("/desk/whistle/")
    page.check("input[name=part] >> nth=0")
    follow(page.locator("button[name=sign]"))
    assert procedures.Matter.objects.get(pk=city.id).step == "arrive"
    page.goto(f"/desk/parts/{city.id}/")
    page.fill("#id_arrive-where", "三号楼顶楼平台")
    page.fill("#id_arrive-words", "执法中队四人")
    follow(page.locator("#do-arrive button[type=submit]"))
    page = page_of(CITY)
    look(page, f"/desk/parts/{city.id}/", "whistle-arrived")
    procedures.answer_part(city.id, words="认定违建，已当场拆除一半，三天内拆完。", actor=town.actor(CITY))
    look(page_of("coordinator"), f"/desk/parts/{city.id}/", "whistle-accept")
    procedures.accept_part(city.id, actor=street)
    requests.grade(city.id, stars=5, words="来得快", actor=street)
    look(page, f"/desk/parts/{city.id}/", "whistle-grade")
    procedures.refuse_part(housing.id, reason="没有审批手续的归城管执法。", actor=town.actor(HOUSING))
    look(page_of("coordinator"), f"/desk/parts/{housing.id}/", "whistle-refused")
    dispute = requests.open_dispute(housing.id, reason="房屋结构安全要住建认定。", actor=street)
    page = page_of("supervisor")
    look(page, f"/desk/whistle/disputes/{dispute.pk}/", "whistle-dispute")
    page.select_option("#id_rule-to_post", str(town.posts[HOUSING]))
    page.fill("#id_rule-words", "结构安全由住建认定，按职责目录第十二条。")
    follow(page.locator("#do-rule button[type=submit]"))
    look(page, f"/desk/whistle/disputes/{dispute.pk}/", "whistle-ruled")
    look(page_of("coordinator"), f"/desk/requests/{requests.read(whole).number}/", "whistle-sheet")
    look(page_of("county-leader"), "/desk/coordination/", "whistle-leader")


def test_who_was_not_content_is_called_and_has_it_handled_again(
    town: Any, page_of: Callable[..., Any], new_context: Callable[..., Any], look: Callable[..., None]
) -> None:
    street = town.actor("coordinator")
    quarrel = taken(town, "noise-life", "楼上半夜搬东西，两家吵起来了，拉了几次都拉不开")
    for outcome in ("estate", "settled"):
        procedures.choose(quarrel, outcome=outcome, actor=street)
    requests.answer(quarrel, actor=street, ending="solved", public_text="两家都答应晚上十点后不搬东西，写了字据。")
    call = requests.CallBack.objects.get(request=quarrel)
    page = page_of("coordinator")
    look(page, "/desk/calls/", "calls")
    look(page, f"/desk/calls/{call.pk}/", "call")
    link = requests.link_of(requests.read(quarrel).number, requests.Reporter.objects.get(request=quarrel).pk)
    look(new_context().new_page(), link, "call-own")
    page.goto(f"/desk/calls/{call.pk}/")
    page.check("input[name=call-result][value=reached]")
    page.check("input[name=call-content][value='1']")
    page.check("input[name=call-manner][value='3']")
    page.fill("#id_call-words", "昨晚又吵了")
    follow(page.locator("form:has(#id_call-words) button[type=submit]"))
    assert procedures.Matter.objects.get(pk=quarrel).state == "open"
    look(page, "/desk/calls/?tab=done", "calls-done")
