"""One address, three forms of a paper: `page`, `word`, `pdf`."""

from __future__ import annotations

import io
import tempfile

from django.http import FileResponse, HttpResponse
from django.template.loader import render_to_string

from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.kit.errors import text_of
from gongzhi.kit.papers import pdf, word
from gongzhi.kit.papers.page import to_html
from gongzhi.kit.papers.paper import Paper, parts_of
from gongzhi.kit.papers.pdf import NoPdf, to_pdf
from gongzhi.kit.papers.word import to_word

FORMS = ("page", "word", "pdf")
MOST_ROWS = {"word": word.MOST_ROWS, "pdf": pdf.MOST_ROWS}


def download(paper: Paper, form: str, name: str = "", part: int | None = None) -> HttpResponse | FileResponse:
    """The paper in one of FORMS; files are called `name` (else the title) and today's day.

    The address ends with the form (`…/page/`), so that each form links to the others. Where no PDF can be made,
    a page says why and offers the other two. `part` (of one table, from the address; 0: none given): what is too long
    for one file is offered in parts. Raises NotFound (no such form), Invalid (too long for Word).
    """
    if form not in FORMS:
        raise NotFound("There is no such form of this paper.")
    if form == "page":
        return HttpResponse(to_html(paper, screen=True))
    stem = f"{name or paper.title}-{clock.today():%Y%m%d}"
    if part is not None and paper.rows > MOST_ROWS[form]:
        cut = parts_of(paper, MOST_ROWS[form])
        if not 1 <= part <= len(cut):
            return HttpResponse(render_to_string("kit/paper_parts.html", {"paper": paper, "form": form, "parts": cut}))
        paper, stem = cut[part - 1], f"{stem}-{part}"
    if form == "word":
        file = tempfile.TemporaryFile()  # noqa: SIM115 - FileResponse closes it
        to_word(paper, file)
        file.seek(0)
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
        return FileResponse(file, as_attachment=True, filename=f"{stem}.docx", content_type=kind)
    try:
        data = to_pdf(paper)
    except (NoPdf, Invalid) as error:
        status = 406 if isinstance(error, NoPdf) else 422
        page = render_to_string("kit/paper_no_pdf.html", {"paper": paper, "why": text_of(error)})
        return HttpResponse(page, status=status)
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=f"{stem}.pdf", content_type="application/pdf")
