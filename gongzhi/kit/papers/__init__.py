"""Papers as offices pass them on: one plain description, printed by the browser, as Word, as PDF.

paper = Paper(title, facts=[(label, words)], sections=[Section(heading, paragraphs, tables)], …)
return papers.download(paper, form, name)     # form: one of FORMS, as the address says it
"""

from gongzhi.kit.papers.paper import Paper, Picture, Section, Signature, Table, parts_of, text_of
from gongzhi.kit.papers.pdf import NoPdf, pdf_missing, to_pdf
from gongzhi.kit.papers.serve import FORMS, download
from gongzhi.kit.papers.word import to_word

__all__ = [
    "FORMS", "NoPdf", "Paper", "Picture", "Section", "Signature", "Table", "download", "parts_of", "pdf_missing",
    "text_of", "to_pdf", "to_word",
]  # fmt: skip
