"""Terms, handing over and staff as a secretary sees them, on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from gongzhi.people import public as people
from gongzhi.structure.actions import handover
from gongzhi.structure.public import appoint_member, begin_change, note_duty
from gongzhi.structure.tests.zone import known, zone
from tests.browser.conftest import follow

__all__ = ["zone"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
MEMBERS = [
    ("吴税务", "agency", "开发区税务局"),
    ("郑所长", "police", "石盘派出所"),
    ("冯委员", "owners", "锦绣花园业委会"),
]


@pytest.fixture
def secretary(zone: SimpleNamespace) -> Any:
    """The secretary's account; two members and a vacant seat, a handover under way."""
    from gongzhi.orgs import public as orgs

    actor, committee = zone.actor("secretary"), zone.bodies["committee"].pk
    for n, (name, source, unit) in enumerate(MEMBERS[:2]):
        person = people.create_person(name=name)
        role = "deputy" if n else "member"
        made = appoint_member(actor=actor, body_id=committee, person_id=person.pk, source=source, unit=unit, role=role)
        note_duty(
            made.appointment_id, actor=actor, duty="gather", done_on=made.appointment.starts_on, text="带来三条停车意见"
        )
    begin_change(actor=actor, body_id=committee, reason="vacancy", words="工作调动，空出一席")
    given = orgs.Appointment.objects.get(post=zone.posts["secretary"])
    made = handover.open_handover(
        actor=actor, appointment_id=given.pk, receiver_id=known("接任书记", "next").pk,
        witness_id=known("监交人", "witness").pk,
    )  # fmt: skip
    handover.add_line(made.pk, actor=actor, kind="key", text="党群服务中心钥匙两把")
    return SimpleNamespace(
        account=known_account(zone.people["secretary"][0]), committee=committee, handover=made.pk, given=given.pk
    )


def known_account(person_id: int) -> people.Account:
    return people.create_account(person=people.Person.objects.get(pk=person_id), username="zhou", password=None)


def test_every_page_fits_and_works(
    new_context: Callable[..., Any],
    secretary: SimpleNamespace,
    sign_in: Callable[[Any, Any], None],
    look: Callable[..., None],
) -> None:
    context = new_context()
    sign_in(context, secretary.account)
    page = context.new_page()
    body = f"/desk/structure/terms/{secretary.committee}/"
    look(page, "/desk/structure/terms/", "terms")
    look(page, body, "terms-body")
    look(page, f"{body}renew/", "terms-renew")
    look(page, "/desk/structure/handover/", "handovers")
    look(page, f"/desk/structure/handover/{secretary.handover}/", "handover")
    look(page, "/desk/structure/handover/new/", "handover-new")
    look(page, "/desk/structure/staff/", "staff")
    look(page, f"/desk/structure/staff/{secretary.given}/", "staff-sheet")
    look(page, "/desk/structure/staff/figures/", "staff-figures")
    look(page, "/desk/?tab=mine", "terms-work")
    page.goto("/desk/?tab=mine")
    follow(page.get_by_role("link", name="兼职委员增补调整"))
    look(page, page.url.split(":", 2)[2].split("/", 1)[1].join(["/", ""]), "terms-matter")
    known(MEMBERS[2][0], "feng")
    page.goto(body)
    page.get_by_text("任用兼职委员").first.click()
    page.get_by_label("用户名或电话").fill("feng")
    page.get_by_label("来源").first.select_option("owners")
    follow(page.get_by_role("button", name="任用兼职委员"))
    assert "已任用" in page.content()
    assert MEMBERS[2][0] in page.content()
    page.goto(f"/desk/structure/handover/{secretary.handover}/")
    follow(page.get_by_role("button", name="签字（移交人）"))
    assert "正在签字" in page.content()
