"""Papers of structure in Word and PDF say what stands in the records now, to those who see the thing alone."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import TYPE_CHECKING

from docx import Document
from openpyxl import load_workbook
from PIL import Image
from pypdf import PdfReader

from gongzhi.kit.tests.test_papers import words_of
from gongzhi.ledger import public as ledger
from gongzhi.orgs import public as orgs
from gongzhi.structure.actions import handover as acts
from gongzhi.structure.tests.samples import fill
from gongzhi.structure.tests.test_handover import leaving
from gongzhi.structure.tests.zone import browser, known, zone
from gongzhi.structure.views.paper_grids import notice
from tests.desks import Desk

if TYPE_CHECKING:
    from gongzhi.stories.public import Settled

__all__ = ["leaving", "zone"]
URL = "/desk/structure/papers/"


def test_the_list_of_handing_over_has_its_lines_and_lines_to_sign(leaving: SimpleNamespace, pdf: None) -> None:
    pk = leaving.made.pk
    acts.add_line(pk, actor=orgs.actor_of(leaving.giver), kind="key", text="会议室钥匙两把")
    acts.sign(pk, actor=orgs.actor_of(leaving.giver))
    giver = browser(leaving.giver)
    words = words_of(giver.get(f"{URL}handover/{pk}/word/"))
    for text in ("移交清单", "石盘社区大党委：增补兼职委员", "会议室钥匙两把", "接任主任", "监交人", "本人账号签字"):
        assert text in words
    answer = giver.get(f"{URL}handover/{pk}/pdf/")
    pages = PdfReader(io.BytesIO(b"".join(answer.streaming_content))).pages
    read = "".join("".join(p.extract_text() for p in pages).split())
    assert "会议室钥匙两把" in read
    assert "会议室钥匙两把" in giver.get(f"{URL}handover/{pk}/page/").content.decode()
    taken = [e.codes for e in ledger.entries_of(leaving.post.place_id) if e.tag == "structure:paper:taken"]
    assert [(c["kind"], c["form"], c["about"]) for c in taken] == [("handover", f, pk) for f in ("word", "pdf")]
    assert browser(known("路人", "stranger").pk).get(f"{URL}handover/{pk}/word/").status_code == 404


def test_an_agreement_has_what_was_promised_and_given(city: Settled, desk: Desk) -> None:
    made = fill(city)
    words = words_of(desk("director").get(f"{URL}agreement/{made['agreement_id']}/word/"))
    for text in ("共驻共建协议", "资助健身路径一条（20000元）", "收据18号", "派出志愿者维护秩序", "尚未兑现"):
        assert text in words
    assert desk("worker-05").get(f"{URL}agreement/{made['agreement_id']}/word/").status_code == 403
    for address in ("agreement/5/word/", "nothing/5/word/", f"agreement/{made['agreement_id']}/rtf/"):
        assert desk("director").get(URL + address).status_code == 404


def test_the_notice_of_a_grid_has_its_map(city: Settled, desk: Desk) -> None:
    grid = city.places["grid-01"]
    answer = desk("director").get(f"{URL}grid/{grid}/word/")
    made = Document(io.BytesIO(b"".join(answer.streaming_content)))
    page = desk("director").get(f"/structure/grids/{grid}/").content.decode()
    assert f"{URL}grid/{grid}/word/" in page
    assert f"{URL}grid/{grid}/word/" not in desk("worker-05").get(f"/structure/grids/{grid}/").content.decode()
    built = notice(grid, city.actor("director"))
    for section in built.paper.sections:
        if section.picture:
            assert Image.open(io.BytesIO(section.picture.png)).size == (1920, 1260)
    assert len(made.inline_shapes) == sum(s.picture is not None for s in built.paper.sections)


def test_the_lists_of_a_community_as_tables(city: Settled, desk: Desk) -> None:
    fill(city)
    place, director = city.places["zhonghua"], desk("director")
    wanted = {
        "agreements": {"共驻共建协议", "区城市管理局"}, "estates": {"锦绣新城", "望云置业"},
        "signs": {"中共中华社区委员会", "大门左侧"}, "ties": {"望云小区"},
    }  # fmt: skip
    for what, texts in wanted.items():
        answer = director.get(f"/desk/structure/tables/{what}/{place}.xlsx")
        sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
        cells = {value for row in sheet.iter_rows(min_row=4, values_only=True) for value in row}
        assert texts <= cells, what
        assert "filename*=utf-8" in answer["Content-Disposition"]
        assert desk("worker-05").get(f"/desk/structure/tables/{what}/{place}.xlsx").status_code == 403
    assert director.get(f"/desk/structure/tables/nothing/{place}.xlsx").status_code == 404
    assert director.get("/desk/structure/tables/agreements/5.xlsx").status_code == 404
