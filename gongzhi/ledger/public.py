"""The door of `ledger`."""

from gongzhi.ledger.actions.erase import erase
from gongzhi.ledger.actions.export import export
from gongzhi.ledger.actions.record import ActorLike, Draft, expect, record, record_many
from gongzhi.ledger.actions.sequence import sequence, sequence_all
from gongzhi.ledger.actions.sign import close_day, sign_now
from gongzhi.ledger.events import Tag, register, tags
from gongzhi.ledger.queries.check import Receipt, receipt_of
from gongzhi.ledger.queries.entries import Recorded, entries_of, label_of, since, streams_since
from gongzhi.ledger.queries.export import head_json
from gongzhi.ledger.queries.heads import SignedHead, latest_head
from gongzhi.ledger.queries.proofs import Proven, prove
from gongzhi.ledger.queries.seals import printed_seal
from gongzhi.ledger.queries.tree import Proof, TreeHead, head, prove_consistency, prove_inclusion
from gongzhi.ledger.queries.verify import verify
from gongzhi.ledger.rules.documents import Document, document, register_document
from gongzhi.ledger.rules.verify_ledger import Problem, Report, in_words
from gongzhi.ledger.rules.verify_ledger import check_file as verify_file

__all__ = [
    "ActorLike",
    "Document",
    "Draft",
    "Problem",
    "Proof",
    "Proven",
    "Receipt",
    "Recorded",
    "Report",
    "SignedHead",
    "Tag",
    "TreeHead",
    "close_day",
    "document",
    "entries_of",
    "erase",
    "export",
    "head",
    "head_json",
    "label_of",
    "in_words",
    "latest_head",
    "printed_seal",
    "prove",
    "prove_consistency",
    "prove_inclusion",
    "receipt_of",
    "expect",
    "record",
    "record_many",
    "register",
    "register_document",
    "sequence",
    "sequence_all",
    "sign_now",
    "since",
    "streams_since",
    "tags",
    "verify",
    "verify_file",
]
