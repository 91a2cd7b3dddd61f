"""A paper as Word (.docx), laid out like official papers (GB/T 9704): fonts, margins, page numbers outside."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import IO, TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from gongzhi.core import clock
from gongzhi.core.errors import Invalid
from gongzhi.kit.papers.paper import Paper, Picture, Section, Signature, clean, day_words, headings

if TYPE_CHECKING:  # at run time where a paper is made
    from docx.document import Document

MOST_ROWS = 5000
LATIN, BODY, TITLE, HEADING, PAGE = "Times New Roman", "仿宋_GB2312", "方正小标宋简体", "黑体", "宋体"
_INSTEAD = {BODY: "仿宋,FangSong,STFangsong", TITLE: "小标宋体,华文中宋,宋体,SimSun", HEADING: "SimHei,STHeiti"}
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def to_word(paper: Paper, file: IO[bytes]) -> None:
    """Write the .docx. Raises Invalid where the paper is too long."""
    import docx

    if paper.rows > MOST_ROWS:
        raise Invalid("A paper has at most %(most)s rows. Narrow the list.", most=MOST_ROWS)
    made = docx.Document()
    _set_up(made, paper)
    _line(made, "Title", paper.title)
    if paper.number:
        _line(made, "Subtitle", paper.number)
    for label, words in paper.facts:
        _fact(made, label, words)
    for heading, section in zip(headings(paper), paper.sections, strict=True):
        _section(made, heading, section)
    if paper.signatures:
        _signatures(made, paper.signatures)
    for words in (paper.by, day_words(paper.day) if paper.day else ""):
        if words:
            _line(made, "Signature", words)
    if paper.footer:
        _line(made, "Caption", paper.footer)
    made.save(file)


def _line(made: Document, style: str, text: str) -> Any:
    return made.add_paragraph(clean(text), style=style)


def _fact(made: Document, label: str, words: str) -> None:
    line = made.add_paragraph(style="Normal")
    line.add_run(clean(_("%(label)s: ") % {"label": label}), style="Strong")
    line.add_run(clean(words or "—"))


def _section(made: Document, heading: str, section: Section) -> None:
    if heading:
        _line(made, "Heading 1", heading)
    for text in section.lines:
        _line(made, "Normal", text)
    if section.picture:
        _picture(made, section.picture)
    for table in section.tables:
        _table(made, table.head, table.texts, table.shares)


def _picture(made: Document, picture: Picture) -> None:
    from docx.shared import Mm

    line = made.add_paragraph(style="Caption")
    shape = line.add_run().add_picture(io.BytesIO(picture.png), width=Mm(picture.width_mm))
    shape._inline.docPr.set("descr", clean(picture.words))


def _signatures(made: Document, lines: Iterable[Signature]) -> None:
    head = [_("Role"), _("Name"), _("Signature"), _("Date")]
    _table(made, head, [[s.role, s.name, s.signed, ""] for s in lines], [22, 22, 34, 22], height=800)


def _table(
    made: Document, head: Sequence[str], rows: Sequence[Sequence[str]], shares: Sequence[float], *, height: int = 0
) -> None:
    """A boxed table as wide as the text; its head stands on every page, no row is torn apart. Written as one piece:
    python-docx's own cells take minutes for some thousands of rows."""
    from docx.oxml import parse_xml

    section = made.sections[0]
    whole = (section.page_width - section.left_margin - section.right_margin) // 635  # type: ignore[operator]
    widths = [int(whole * share / 100) for share in shares]
    sides = "".join(
        f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for s in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in widths)
    first = _row(head, widths, "TableHead", "<w:cantSplit/><w:tblHeader/>")
    tall = f'<w:cantSplit/><w:trHeight w:val="{height}"/>' if height else "<w:cantSplit/>"
    rest = "".join(_row(row, widths, "TableText", tall) for row in rows)
    made.element.body.insert_element_before(
        parse_xml(
            f'<w:tbl {_NS}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{sides}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{first}{rest}</w:tbl>'
        ),
        "w:sectPr",
    )
    _line(made, "TableAfter", "")


def _row(texts: Sequence[str], widths: Sequence[int], style: str, traits: str) -> str:
    cells = []
    for text, width in zip(texts, widths, strict=True):
        parts = "<w:br/>".join(
            f'<w:t xml:space="preserve">{escape(clean(part))}</w:t>' for part in text.splitlines() or [""]
        )
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{parts}</w:r></w:p></w:tc>'
        )
    return f"<w:tr><w:trPr>{traits}</w:trPr>{''.join(cells)}</w:tr>"


def _set_up(made: Document, paper: Paper) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    if paper.across:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin, section.bottom_margin = Mm(28), Mm(26)
        section.left_margin, section.right_margin = Mm(25), Mm(25)
    section.footer_distance = Mm(20)
    _styles(made)
    _page_numbers(made)
    _fallbacks(made)
    about, now = made.core_properties, clock.now().replace(tzinfo=None)
    about.title, about.author, about.last_modified_by, about.comments = clean(paper.title), clean(paper.by), "", ""
    about.created = about.modified = now
    about.language = "zh-CN"


def _styles(made: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    to_left, to_right, middle = WD_ALIGN_PARAGRAPH.LEFT, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER
    for name in ("TableHead", "TableText", "TableAfter"):
        made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    # name: family, points, exact line height (0: single), alignment, points above and below
    plan = {
        "Normal": (BODY, 16, 28, WD_ALIGN_PARAGRAPH.JUSTIFY, 0, 0),
        "Title": (TITLE, 22, 36, middle, 0, 8),
        "Subtitle": (BODY, 16, 28, middle, 0, 12),
        "Heading 1": (HEADING, 16, 28, to_left, 6, 0),
        "Signature": (BODY, 16, 28, to_right, 0, 0),
        "Caption": (BODY, 12, 0, middle, 6, 6),
        "Footer": (PAGE, 14, 0, to_right, 0, 0),
        "TableHead": (HEADING, 12, 0, middle, 2, 2),
        "TableText": (BODY, 12, 0, to_left, 2, 2),
        "TableAfter": (BODY, 6, 8, to_left, 0, 0),
    }
    for name, (family, points, height, to, above, below) in plan.items():
        if name not in made.styles:
            made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style: Any = made.styles[name]
        _font(style, family, points)
        put = style.paragraph_format
        put.alignment, put.space_before, put.space_after = to, Pt(above), Pt(below)
        put.line_spacing = Pt(height) if height else 1.0
        put.keep_with_next = name in ("Heading 1", "Title")
        for border in style.element.xpath("w:pPr/w:pBdr | w:pPr/w:ind"):
            border.getparent().remove(border)
        if name in ("Normal", "Heading 1"):
            put.first_line_indent = Pt(2 * points)
        elif name == "Signature":
            put.right_indent = Pt(2 * points)
        else:
            put.first_line_indent = Pt(0)
    strong: Any = made.styles["Strong"]
    _font(strong, HEADING, 16)


def _font(style: Any, family: str, points: int) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for which, name in (("ascii", LATIN), ("hAnsi", LATIN), ("cs", LATIN), ("eastAsia", family)):
        fonts.set(qn(f"w:{which}"), name)
    style.font.size, style.font.bold, style.font.italic = Pt(points), False, False
    style.font.color.rgb = RGBColor(0, 0, 0)
    for odd in style.element.xpath("w:rPr/w:spacing | w:rPr/w:kern | w:rPr/w:smallCaps"):
        odd.getparent().remove(odd)


def _page_numbers(made: Document) -> None:
    """— 1 — on the outer side: right on odd pages, left on even ones."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml

    made.settings.odd_and_even_pages_header_footer = True
    section = made.sections[0]
    for footer, to in ((section.footer, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT)):
        footer.is_linked_to_previous = False
        line = footer.paragraphs[0]
        line.style, line.alignment = made.styles["Footer"], to
        line.add_run("— ")
        line._p.append(parse_xml(f'<w:fldSimple {_NS} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>'))
        line.add_run(" —")


def _fallbacks(made: Document) -> None:
    """Which fonts stand in where a machine has not those of official papers."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in _INSTEAD.items()
    )
    for rel in made.part.rels.values():
        if rel.reltype.endswith("/fontTable"):
            table: Any = rel.target_part
            table._blob = table.blob.replace(b"</w:fonts>", fonts.encode() + b"</w:fonts>")
