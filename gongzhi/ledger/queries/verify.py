"""Checking the live ledger: all entries, the tree, the signed heads, the openings."""

from __future__ import annotations

from gongzhi.ledger.queries import rows
from gongzhi.ledger.queries.heads import all_heads, is_signed
from gongzhi.ledger.queries.tree import head
from gongzhi.ledger.rules.canonical import commitment
from gongzhi.ledger.rules.verify_ledger import Checker, Head, Problem, Report


def verify() -> Report:
    """Walk everything and name what was changed, is missing, stands in another order or was inserted. May run while
    others write: what is read first cannot be ahead of what is read later."""
    heads = [Head(h.size, bytes.fromhex(h.root), is_signed(h)) for h in all_heads(rows.END)]
    tree = head()
    waiting = rows.waiting()
    checker = Checker()
    for index, number, stream, digest in rows.leaves():
        checker.leaf(index, number, stream, bytes(digest))
    late = {row[0] for row in waiting}
    beyond: list[Problem] = []
    size = len(checker.ref_numbers)
    for row in rows.entries():
        checker.entry(row[0], row[1:11], row[11])
        late.discard(row[1])  # numbered meanwhile
        if row[0] >= size and row[0] >= (size := max(size, head().size)):  # nobody gave it this index
            beyond.append(Problem(row[1], row[2], "inserted"))
    for row in waiting:
        if row[0] in late:
            checker.entry(None, row[:10], row[10])
    report = checker.report(heads)
    known = {*checker.ref_numbers, *(p.entry for p in report.problems)} if beyond else set()
    problems = report.problems + [p for p in beyond if p.entry not in known]
    problems += _openings({p.entry for p in problems})
    if not problems and tree.size > report.entries:
        problems.append(Problem(None, None, "missing"))
    return Report(not problems, report.entries, report.head, problems)


def _openings(named: set[int | None]) -> list[Problem]:
    """Openings that do not fit the commitment (one problem an entry)."""
    problems: list[Problem] = []
    for _, entry, field, salt, text, stream, commitments in rows.openings():
        fits = commitments is not None and f'"{field}":"{commitment(bytes(salt), field, text)}"' in commitments
        if not fits and entry not in named:
            named.add(entry)
            problems.append(Problem(entry, stream, "missing" if commitments is None else "changed"))
    return problems
