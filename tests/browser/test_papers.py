"""Papers and where they are offered, looked at on a phone and on a desk; a PDF that cannot be made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from gongzhi.access.public import ANONYMOUS
from gongzhi.core import entropy
from gongzhi.kit import papers
from gongzhi.packs import public as packs
from gongzhi.requests import public as requests
from gongzhi.structure.tests.samples import fill
from tests.browser.conftest import follow
from tests.desks import account_of
from tests.towns import moved_in

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def town(transactional_db: None) -> Iterator[Settled]:
    with entropy.seeded(1):
        yield moved_in("guiyang")
    packs.forget()


def test_papers_are_offered_printed_and_taken(
    town: Settled, new_context: Callable[..., Any], sign_in: Any, look: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    made = fill(town)
    context = new_context(accept_downloads=True)
    sign_in(context, account_of(town.holders["director"][0]))
    page, place = context.new_page(), town.places["zhonghua"]
    here = f"/desk/structure/cobuilding/agreements/{made['agreement_id']}/"
    look(page, here, "papers-agreement")
    with page.expect_download() as got:
        page.get_by_role("link", name="PDF").click()
    assert got.value.suggested_filename.startswith("共驻共建协议-")
    follow(page.get_by_role("link", name="打印"))
    look(page, page.url, "papers-page")
    with page.expect_download() as got:
        page.get_by_role("link", name="Word").click()
    assert got.value.suggested_filename.endswith(".docx")
    look(page, f"/structure/grids/{town.places['grid-01']}/", "papers-grid")
    look(page, f"/desk/structure/papers/grid/{town.places['grid-01']}/page/", "papers-grid-page")
    look(page, f"/desk/structure/cobuilding/{place}/", "papers-agreements")
    look(page, f"/desk/structure/premises/{place}/", "papers-premises")

    lamp = requests.Draft(
        description="锦桥路口的路灯不亮好几天了", name="老周", contact_phone="13800138000", lon=106.708, lat=26.5895,
    )  # fmt: skip
    about = requests.intake(lamp, actor=ANONYMOUS, channel="web", look_near=False)
    holder = requests.Request.objects.get(pk=about.matter_id).matter.holder_post_id
    worker = new_context()
    sign_in(worker, account_of(next(town.holders[k][0] for k, post in town.posts.items() if post == holder)))
    sheet = f"/desk/requests/{about.number}/"
    look(worker.new_page(), sheet, "papers-request")
    look(worker.new_page(), f"{sheet}paper/page/", "papers-request-page")

    def none(paper: papers.Paper) -> bytes:
        raise papers.NoPdf("PDF cannot be made on this machine: the library Pango is missing.")

    monkeypatch.setattr("gongzhi.kit.papers.serve.to_pdf", none)
    look(page, f"/desk/structure/papers/agreement/{made['agreement_id']}/pdf/", "papers-no-pdf", status=406)
    follow(page.get_by_role("link", name="打印"))
    assert "共驻共建协议" in page.title()
