"""Every page of the product, taken from the resolver, as somebody who may open it: at both widths no serious finding of
axe, nothing wider than the screen, a quiet console; in large type where residents read (in English:
test_english.py). A new address is visited by itself, or this fails until its values stand in `values`."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from gongzhi.structure.tests import samples as structure_samples
from tests.browser import boards, votes
from tests.browser.conftest import _TOO_WIDE, WIDTHS, axe, follow
from tests.hostile.addresses import TABLE
from tests.hostile.conftest import picture
from tests.hostile.test_addresses import routes
from tests.towns import moved_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# what is no page: pattern of the route → why
NO_PAGE = {
    r"^\^?(api|open311)/": "for programs",
    r"^hooks/": "for programs",
    r"\.(json|jsonl|xlsx|py|js|webmanifest)$|^(healthz|metrics)$|/errors/$": "a file or a figure",
    r"/photo/|^desk/pacts/.*/scan/": "a picture",
    r"^kit/(elder|language)/|^desk/search/$": "only leads elsewhere",
    r"^login/(second|oidc)|^me/sign-in-service/": "needs a half-done or an outside sign-in: test_second_step.py",
    r"<slug:verb>/$": "refused acts, on the page they belong to; of places: below",
    r"^report/<str:key>/(near|done)/$": "leads on where nothing is near, and after the end: test_report.py",
    r"^logout/$": "ends the session",
    r"^desk/import/<": "in each of its states: test_import.py",
    r"^(desk/)?(mediation|help-hours)/": "test_mediation_pages.py",
    r"^(desk/)?property/": "Guiyang names no property office: test_property_pages.py",
    r"^desk/incidents/": "Guiyang has no levels: test_incident_pages.py",
    r"^desk/reception/(matters|waiting/<|days)": "matters of a station: test_reception_pages.py",
    r"^(desk/)?(gardens|talks)/": "Guiyang's document does not speak of them: test_gardens_pages.py",
    r"^(desk/)?needs/": "Guiyang has no lists of needs: test_needs_pages.py",
    r"^assemblies/.*/minutes/": "only for who was there: test_assembly.py",
    r"^hearings/.*/record/": "once it was held and published: test_pact.py",
    r"^field/(sw|manifest)": "for the phone",
    r"^desk/(chats|boxes|sounds)/.*<|^(desk/behalf|behalf|speak|boxes)/<": "once there is one: test_channels_pages.py",
    r"^board/feed.xml$|^board/.*/files/": "a file",
    r"^(desk/)?board/days/.|^board/queries/.*/appeal/": "Guiyang has no open day; only who asked: test_boards.py",
    r"/emergency/<": "Guiyang has no plans: test_emergency_pages.py",
    r"^desk/duty/shifts/": "only who keeps the shift: test_duty_pages.py",
    r"^desk/calls/<": "Guiyang calls nobody back: test_whistle.py",
    r"^desk/call/<": "a call that one took: test_phone_pages.py",
    r"^desk/whistle/disputes/": "Guiyang names no arbiter: test_whistle.py",
    r"^(desk/supervision|desk/reviews|reviews)/": "Guiyang names no supervisors: test_supervision.py",
}
ROLE = {"desk/board": "director", "desk/import": "hall", "desk/insight": "director", "desk/intake": "hall"} | {
    "desk/unlocated": "hall", "desk/requests": "worker-05", "desk/orgs": "director", "desk/parts": "water",
    "desk/accounts": "admin", "desk/sign-ins": "admin", "desk/tokens": "admin", "desk/doors": "admin",
    "desk/places": "admin", "desk": "worker-05", "desk/notices": "director", "field": "worker-05", "me": "worker-05",
    "desk/structure": "director", "desk/structure/adjustments": "admin", "desk/voting": "director",
    "desk/elections": "director", "desk/whistle": "water", "desk/coordination": "director", "desk/routing": "admin",
    "desk/patrol": "director", "desk/call": "hotline", "desk/chats": "worker-05", "desk/boxes": "director",
    "desk/duty": "director", "desk/ledgers": "director",
    "desk/reception": "director",
    "desk/sounds": "director",
    "desk/topics": "convener", "desk/meetings": "convener", "desk/pacts": "convener", "desk/hearings": "convener",
}  # fmt: skip
PORTAL = re.compile(r"^(?!desk/|kit/desk/|field/)")
PARTS = ("portal", "desk", "structure")


def pages() -> list[str]:
    """The routes that answer somebody's GET with a page."""
    found = [r for r in routes() if not any(re.search(p, r) for p in NO_PAGE)]
    taken = [
        r for r in found if not re.fullmatch(r"(30[12]|405)( 30[12]| 405| 403| 404)*", TABLE.get(r, ("200", ""))[0])
    ]
    return sorted(taken + ["desk/places/<int:place_id>/rename/"])


@pytest.fixture
def town(transactional_db: None) -> Iterator[Any]:
    from gongzhi.access.public import ANONYMOUS, SYSTEM
    from gongzhi.disclosure.public import publish
    from gongzhi.exchange import public as exchange
    from gongzhi.files import public as files
    from gongzhi.packs import public as packs
    from gongzhi.procedures import public as procedures
    from gongzhi.requests import public as requests
    from gongzhi.requests.tests.test_together import TOGETHER, WATER

    settled = moved_in("guiyang")
    packs.install(TOGETHER)
    photo = files.accept_image(picture(), actor=ANONYMOUS)
    lamp = requests.Draft(
        description="锦桥路口的路灯不亮好几天了",
        lon=106.708,
        lat=26.5895,
        name="老周",
        contact_phone="13800138000",
        file_ids=(photo.pk,),
    )
    made = requests.intake(lamp, actor=ANONYMOUS, channel="web", look_near=False)
    about = requests.Request.objects.select_related("matter").get(pk=made.matter_id)
    worker = settled.actor("worker-05")
    if about.matter.holder_post_id != settled.posts["worker-05"]:
        post = settled.posts["worker-05"]
        procedures.succeed(about.pk, from_post=about.matter.holder_post_id, to_post=post, reason="", actor=SYSTEM)
    procedures.accept(about.pk, actor=worker)
    procedures.choose(about.pk, outcome="whistle", actor=worker)
    procedures.join(about.pk, asks=[(settled.posts[WATER], "请到现场查看管线")], actor=worker)
    link = requests.link_of(about.number, requests.Reporter.objects.get(request=about).pk)
    hall = settled.actor("hall")
    taken = requests.intake(
        requests.Draft(description="巷子里污水横流", address="不知名的小巷", name="吴", contact_phone="13500135000"),
        actor=hall, channel="hall", look_near=False,
    )  # fmt: skip
    lost = requests.Request.objects.get(pk=taken.matter_id)
    posting = publish(
        board="affairs",
        title="停水通知", text="三月三日上午九时至十一时停水检修。",
        place_id=settled.places["zhonghua"], actor=settled.actor("director"),
    )  # fmt: skip
    token = exchange.issue_token(name="网站", scopes=["create"], actor=SYSTEM)
    yield SimpleNamespace(
        settled=settled, about=about, link=link, lost=lost, posting=posting, token=token, water=WATER,
        reporter=requests.Reporter.objects.get(request=lost).pk, photo=photo,
    )  # fmt: skip
    packs.forget()


def values(town: Any) -> dict[str, Any]:
    """What the parameters of routes are, by name, or by name and route where one name means several things."""
    from gongzhi.packs import public as packs
    from gongzhi.procedures import public as procedures

    pack = packs.active()
    structure = structure_samples.fill(town.settled)
    voted = votes.fill(town.settled)
    paper = {"kind": "agreement", "about": structure["agreement_id"]}
    return {
        "desk/structure/papers/<slug:kind>/<int:about>/<slug:form>/": paper,
        "desk/patrol/<int:place_id>/": {"place_id": town.settled.places["grid-05"]},
        **{
            f"desk/ledgers/<int:place_id>/<slug:key>/{rest}": {"key": "sentiment"} for rest in ("", "paper/<str:form>/")
        },
        "form": "page",
        "ledger/document/<slug:kind>/<int:number>/": {"kind": "posting", "number": town.posting.pk},
        "desk/unlocated/<str:number>/": {"number": town.lost.number},
        "packs/types/<slug:key>/": {"key": pack.request_groups[0].key},
        "procedures/<slug:key>/": {"key": pack.procedures[0].key},
        "kit/errors/<int:status>/": {"status": 404},
        "number": town.about.number,
        "place_id": town.settled.places["zhonghua"],
        "post_id": town.settled.posts["hall"],
        "posting_id": town.posting.pk,
        "grid_id": town.settled.places["grid-05"],
        "community_id": town.settled.places["zhonghua"],
        "part_id": procedures.parts_of(town.about.pk)[0].id,
        "reporter_id": town.reporter,
        "token_id": town.token.token_id,
        "account_id": 0,
        "section": "posts",
        **structure,
        **voted,
        **boards.fill(town.settled, town.posting),
    }


def address(route: str, known: dict[str, Any], town: Any) -> str:
    if route.startswith("r/<"):
        return str(town.link)
    own = known.get(route, {})
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str({**known, **own}[m[1]]), route)


def role_of(route: str) -> str:
    fitting = [r for r in ROLE if route == r or route.startswith(f"{r}/")]
    return ROLE[max(fitting, key=len)] if fitting else ""


class Eye:
    """Browser pages, one a role, that look at addresses and note what is wrong."""

    def __init__(self, enter: Callable[[str], Any]) -> None:
        self.enter, self.open, self.wrong = enter, dict[str, Any](), list[str]()

    def page(self, role: str) -> Any:
        if role not in self.open:
            page = self.open[role] = self.enter(role).new_page()
            page.on("console", lambda m: self.note(page, m.text) if m.type == "error" else None)
            page.on("pageerror", lambda e: self.note(page, str(e)))
        return self.open[role]

    def note(self, page: Any, text: str) -> None:
        if not ("status of 404" in text and "/kit/errors/" in page.url):
            self.wrong.append(f"{page.url.split('/', 3)[-1]}: {text}")

    def look(self, role: str, path: str, widths: tuple[str, ...], *, axe_at: str = "phone") -> Any:
        """Opens a page at the first width, then widens it; axe looks at one of them."""
        page = self.page(role)
        for n, width in enumerate(widths):
            page.set_viewport_size(dict(zip(("width", "height"), WIDTHS[width], strict=True)))
            if n == 0:
                answer = page.goto(path)
                if answer.status != (404 if "/kit/errors/" in path else 200):
                    self.note(page, f"{role} got {answer.status}")
                    return page
            if wide := page.evaluate(_TOO_WIDE):
                self.note(page, f"{width}: wider than the screen: {wide}")
            if width == axe_at:
                for finding in axe(page):
                    self.note(page, f"{width}: {finding}")
        return page


@pytest.fixture
def enter(town: Any, new_context: Callable[..., Any], sign_in: Any) -> Callable[..., Any]:
    from tests.desks import account_of

    def as_role(role: str, **options: Any) -> Any:
        context = new_context(**options)
        if role:
            sign_in(context, account_of(town.settled.holders[town.water if role == "water" else role][0]))
        return context

    return as_role


def begun(eye: Eye, role: str = "") -> str:
    """The key of a report whose words were written."""
    page = eye.page(role)
    page.goto("/report/")
    page.fill("#id_description", "望云路口路灯不亮,已经三天了")
    follow(page.locator("main button[type=submit]"))
    return str(page.url.split("/report/")[1].split("/")[0])


def with_account(known: dict[str, Any], town: Any) -> dict[str, Any]:
    from tests.desks import account_of

    return known | {"account_id": account_of(town.settled.holders["hotline"][0]).pk}


def part_of(route: str) -> str:
    """Which of `PARTS` a page belongs to: workers share them."""
    return "portal" if PORTAL.match(route) else "structure" if "/structure/" in route else "desk"


def look_at_all(town: Any, enter: Callable[..., Any], name: str, axe_at: str) -> None:
    known, eye = with_account(values(town), town), Eye(enter)
    known["key"] = begun(eye)
    for route in pages():
        if part_of(route) == name:
            eye.look(role_of(route), address(route, known, town), ("phone", "desk"), axe_at=axe_at)
    assert eye.wrong == [], "\n".join(eye.wrong)


@pytest.mark.parametrize("name", PARTS)
def test_every_page_looks_right(town: Any, enter: Callable[..., Any], name: str) -> None:
    """With axe at the width at which most open it."""
    look_at_all(town, enter, name, "phone" if name == "portal" else "desk")


@pytest.mark.prove
@pytest.mark.skipif(os.environ.get("GONGZHI_TEST_DB") == "postgres", reason="pages look the same")
@pytest.mark.parametrize("name", PARTS)
def test_every_page_looks_right_at_the_other_width(town: Any, enter: Callable[..., Any], name: str) -> None:
    look_at_all(town, enter, name, "desk" if name == "portal" else "phone")


@pytest.mark.prove
@pytest.mark.skipif(os.environ.get("GONGZHI_TEST_DB") == "postgres", reason="pages look the same")
def test_every_portal_page_looks_right_in_large_type(town: Any, enter: Callable[..., Any]) -> None:
    known, eye = with_account(values(town), town), Eye(lambda role: enter(role, elder=True))
    known["key"] = begun(eye)
    for route in filter(PORTAL.match, pages()):
        eye.look(role_of(route), address(route, known, town), ("phone",))
    assert eye.wrong == [], "\n".join(eye.wrong)
