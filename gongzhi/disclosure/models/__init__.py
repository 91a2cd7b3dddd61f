"""Postings, what is asked about them, proofs, open days."""

from gongzhi.disclosure.models.days import OpenDay
from gongzhi.disclosure.models.postings import Posting, Words
from gongzhi.disclosure.models.proofs import Proof
from gongzhi.disclosure.models.queries import Query

__all__ = ["OpenDay", "Posting", "Proof", "Query", "Words"]
