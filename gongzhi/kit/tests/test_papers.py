"""A paper says the same on the page, in Word and in PDF; nothing is fetched; without Pango a page says so."""

from __future__ import annotations

import builtins
import io
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from docx import Document
from PIL import Image, ImageFile
from pypdf import PdfReader

from gongzhi.core.errors import Invalid, NotFound
from gongzhi.kit import papers
from gongzhi.kit.papers import Paper, Picture, Section, Signature, Table
from gongzhi.kit.papers import pdf as pdf_module


def _png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    return out.getvalue()


TABLE = Table(["序号", "内容", "日期"], [[1, "钥匙\x0b & 三把", date(2026, 3, 2)]], [1, 6, 2])
PAPER = Paper(
    "岗位移交清单",
    number="观府移〔2026〕3号",
    facts=[("岗位", "网格员"), ("备注", "")],
    sections=[
        Section("移交事项", ["第一段\n第二行 <script>"], [TABLE]),
        Section("示意图", picture=Picture(_png(), "网格位置", 40)),
        Section("", ["其他。"]),
    ],
    signatures=[Signature("移交人", "张三", "2026-03-02 09:00"), Signature("监交人")],
    by="观府社区居委会",
    day=date(2026, 3, 2),
    footer="本表一式三份。",
)  # fmt: skip
TEXTS = ["岗位移交清单", "观府移〔2026〕3号", "网格员", "移交事项", "钥匙", "三把", "2026-03-02", "监交人", "张三",
         "观府社区居委会", "2026年3月2日", "本表一式三份。", "其他。", "<script>"]  # fmt: skip


def words_of(answer: Any) -> str:
    """The texts of an answer in Word."""
    assert answer.status_code == 200, answer.content[:600]
    made = Document(io.BytesIO(b"".join(answer.streaming_content)))
    cells = [c.text for t in made.tables for r in t.rows for c in r.cells]
    return "\n".join([*(p.text for p in made.paragraphs), *cells])


def test_word_says_it_and_is_laid_out_like_official_papers() -> None:
    response = papers.download(PAPER, "word", "移交清单")
    data = b"".join(response)
    made, words = Document(io.BytesIO(data)), words_of(papers.download(PAPER, "word"))
    assert [t for t in TEXTS if t not in words] == []
    assert "一、移交事项" in words
    assert "二、示意图" in words
    assert "filename*=utf-8''%E7%A7%BB%E4%BA%A4" in response["Content-Disposition"]
    section = made.sections[0]
    margins = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    assert [round(m.mm) for m in margins] == [37, 35, 28, 26]
    assert round(section.page_width.mm) == 210
    fonts = {s: made.styles[s].element.rPr.rFonts.attrib for s in ("Normal", "Title", "Heading 1")}
    assert [next(v for k, v in f.items() if k.endswith("eastAsia")) for f in fonts.values()] == [
        "仿宋_GB2312", "方正小标宋简体", "黑体",
    ]  # fmt: skip
    assert [made.styles[s].font.size.pt for s in ("Title", "Normal")] == [22, 16]
    assert made.tables[0].rows[0]._tr.xpath("w:trPr/w:tblHeader")
    assert "PAGE" in section.footer._element.xml
    assert made.core_properties.author == "观府社区居委会"
    assert len(made.inline_shapes) == 1


def test_pdf_says_it(pdf: None) -> None:
    response = papers.download(PAPER, "pdf")
    data = b"".join(response)
    read = PdfReader(io.BytesIO(data))
    words = "".join(p.extract_text() for p in read.pages)
    words = "".join(words.split())
    assert [t for t in TEXTS if t not in words] == []
    assert "—1—" in words
    assert response["Content-Type"] == "application/pdf"
    assert [round(float(n)) for n in read.pages[0].mediabox[2:]] == [595, 842]
    assert not ImageFile.LOAD_TRUNCATED_IMAGES  # of the whole process: photos that are cut stay refused
    across = papers.to_pdf(replace(PAPER, across=True))
    assert float(PdfReader(io.BytesIO(across)).pages[0].mediabox.width) > 800


def test_page_says_it_and_offers_the_files() -> None:
    page = papers.download(PAPER, "page").content.decode()
    assert [t for t in TEXTS if t != "<script>" and t not in page] == []
    assert "&lt;script&gt;" in page
    assert "../word/" in page
    assert "../pdf/" in page
    alone = papers.download(replace(PAPER, files=False), "page").content.decode()
    assert "../word/" not in alone
    assert "../pdf/" not in alone
    assert "data-print" in alone
    assert "style=" not in page
    with pytest.raises(NotFound):
        papers.download(PAPER, "rtf")


def test_nothing_is_fetched() -> None:
    fetcher = pdf_module._fetcher()
    for address in ("https://example.org/a.png", "file:///etc/passwd", "data:text/css,a", "kit/paper.css"):
        with pytest.raises(Exception, match="refused"):
            fetcher(address)


def test_long_papers_are_refused() -> None:
    long = Paper("长", sections=[Section(tables=[Table(["甲"], [["乙"]] * 5001)])])
    with pytest.raises(Invalid):
        papers.download(long, "word")
    answer = papers.download(long, "pdf")
    assert answer.status_code == 422
    assert "../word/" in answer.content.decode()


def test_a_long_list_comes_in_parts_and_nothing_is_left_out(pdf: None) -> None:
    long = Paper("名册", sections=[Section(tables=[Table(["序号"], [[n] for n in range(1, 1202)])])])
    offered = papers.download(long, "pdf", part=0).content.decode()
    assert [f"?part={n}" in offered for n in (1, 2, 3, 4)] == [True, True, True, False]
    last = PdfReader(io.BytesIO(b"".join(papers.download(long, "pdf", part=3))))
    words = "".join(p.extract_text() for p in last.pages)
    assert ("1001" in words, "1201" in words, "1000" in words) == (True, True, False)
    assert "第3部分，共3部分" in words.replace(" ", "")
    assert b"".join(papers.download(long, "word", part=0))[:2] == b"PK"  # not too long for Word
    cut = papers.parts_of(long, 500)
    assert [row for p in cut for row in p.sections[0].tables[0].rows] == [[n] for n in range(1, 1202)]


def test_without_pango_a_page_offers_printing_and_word(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'\nand more")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    answer = papers.download(PAPER, "pdf")
    words = answer.content.decode()
    assert answer.status_code == 406
    assert "Pango" in words
    assert "../page/" in words
    assert "../word/" in words
    assert papers.pdf_missing() == "cannot load library 'libpango-1.0-0'"


def test_without_a_chinese_font_no_pdf_of_boxes_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    if papers.pdf_missing():
        pytest.skip("Pango or the font is missing here anyway")
    monkeypatch.setattr(pdf_module, "_has_chinese", lambda: False)
    answer = papers.download(PAPER, "pdf")
    assert answer.status_code == 406
    assert "../word/" in answer.content.decode()
    assert "font" in papers.pdf_missing()


def test_fontconfig_is_asked() -> None:
    asked = shutil.which("fc-list")
    if not asked:
        pytest.skip("fc-list is not here to compare with")
    listed = subprocess.run([asked, ":lang=zh-cn"], capture_output=True, timeout=60, check=True).stdout
    assert pdf_module._has_chinese() is bool(listed.strip())
