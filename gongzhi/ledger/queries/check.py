"""Looking up one entry by its number or fingerprint, and proving that it stands in the ledger as it was recorded."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gongzhi.core.errors import Invalid, NotFound
from gongzhi.ledger.models import Entry, Leaf
from gongzhi.ledger.queries.entries import Recorded, recorded
from gongzhi.ledger.queries.heads import SignedHead, is_signed, latest_head
from gongzhi.ledger.queries.tree import Proof, head, prove_inclusion
from gongzhi.ledger.rules.merkle import included
from gongzhi.ledger.rules.verify_ledger import entry_hash, leaf_hash

_NUMBER = re.compile(r"[0-9]{1,19}")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found out about an entry. `whole`: its columns give its fingerprint. `proof`: where it has its place in
    the tree; `stands`: the proof holds. `signed`: the tree is one under the signed head `under`, whose signature holds;
    False for an entry so new that no head covers it."""

    entry: Recorded
    whole: bool
    proof: Proof | None
    stands: bool
    under: SignedHead | None
    signed: bool

    @property
    def good(self) -> bool:
        """Nothing speaks against the entry."""
        return self.whole and (self.stands or self.entry.index is None) and (self.signed or self.under is None)


def _find(text: str) -> Entry:
    text = re.sub(r"[\s-]", "", text).lower()
    row = None
    if _HASH.fullmatch(text):
        digest = bytes.fromhex(text)
        index = Leaf.objects.filter(hash=leaf_hash(digest)).order_by("index").values_list("index", flat=True).first()
        if index is not None:
            row = Entry.objects.filter(index=index).first()
        else:
            row = Entry.objects.filter(index__isnull=True, hash=digest).first()
    elif _NUMBER.fullmatch(text) and int(text) < 2**63:
        row = Entry.objects.filter(pk=int(text)).first()
    else:
        raise Invalid("Type the number of an entry, or its fingerprint of 64 digits and letters a to f.", field="q")
    if row is None:
        raise NotFound("The ledger holds no entry with this number or fingerprint.")
    return row


def check_entry(text: str) -> Checked:
    """Find an entry by id or hash (hex; blanks and hyphens do not matter) and prove it. Invalid for anything else,
    NotFound where there is none."""
    row = _find(text)
    words = (row.tag, row.actor_kind, row.appointment_id, row.codes, row.commitments)
    digest = entry_hash(row.pk, row.stream, row.seq, row.at_ms, *words, bytes(row.prev))
    whole = digest == bytes(row.hash)
    seen, under = recorded(row, {}), latest_head()
    if row.index is None:
        return Checked(seen, whole, None, False, None, False)
    if under is None or row.index >= under.size:
        under = None
    root = under.root if under else head().root
    proof = prove_inclusion(row.index, under.size if under else head().size)
    path = [bytes.fromhex(step) for step in proof.path]
    stands = included(leaf_hash(digest), row.index, proof.size, path, bytes.fromhex(root))
    return Checked(seen, whole, proof, stands, under, under is not None and is_signed(under))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What somebody may keep to check an entry later: its number and its fingerprint (hex)."""

    entry: int
    hash: str


def receipt_of(entry_id: int) -> Receipt:
    """The receipt of an entry. NotFound where there is none."""
    row = Entry.objects.filter(pk=entry_id).only("id", "hash").first()
    if row is None:
        raise NotFound("The ledger holds no entry with this number or fingerprint.")
    return Receipt(row.pk, bytes(row.hash).hex())
