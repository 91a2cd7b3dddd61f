#!/usr/bin/env python3
"""Checks an export of a Gongzhi ledger (`gongzhi ledger export FILE.jsonl`), trusting nobody but the signing key.

One file, the standard library alone: copy it to any machine with Python 3.10 or later and run

    python verify_ledger.py FILE.jsonl [--json] [--key HEX]           the whole ledger
    python verify_ledger.py proof FILE.json [--seal TEXT] [--key HEX]  one document with its proof
    python verify_ledger.py heads OLD NEW CONSISTENCY.json [--key HEX]  that the ledger only grew between two seals

`--key` is the public key that you know from elsewhere (a print of the ledger page, a newspaper); without it the key in
the file is believed. A seal (`--seal`, OLD, NEW) is the text of a QR code on a board, or a file with a head as
`/ledger/head.json` gives it. Exit code 0: nothing was changed; 1: the problems are named; 2: it cannot be read.
The same code checks the live ledger. The format is described in docs/ledger.md.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import json
import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, NamedTuple

ZERO = bytes(32)  # what the first entry of a stream has as `prev`
_FIXED = struct.Struct(">5q4I")
_sha256 = hashlib.sha256
_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)  # noqa: UP017 - older Pythons
_MS = timedelta(milliseconds=1)


def entry_hash(
    number: int,
    stream: int,
    seq: int,
    at_ms: int,
    tag: str,
    actor_kind: str,
    appointment: int | None,
    codes: str,
    commitments: str,
    prev: bytes,
) -> bytes:
    """SHA-256 over the canonical bytes of an entry: five signed 64-bit numbers (id, stream, seq, at_ms, appointment;
    0 for none), the lengths in bytes of the four texts as unsigned 32-bit numbers, all big-endian, then the texts (tag,
    actor_kind, codes, commitments) in UTF-8, then the hash of the entry before in the stream."""
    a, b, c, d = tag.encode(), actor_kind.encode(), codes.encode(), commitments.encode()
    fixed = _FIXED.pack(number, stream, seq, at_ms, appointment or 0, len(a), len(b), len(c), len(d))
    return _sha256(fixed + a + b + c + d + prev).digest()


def leaf_hash(data: bytes) -> bytes:
    """RFC 9162: the hash of a leaf. Here `data` is the hash of an entry."""
    return _sha256(b"\0" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 9162: the hash over two subtrees."""
    return _sha256(b"\1" + left + right).digest()


def roots(leaves: bytes, sizes: Iterable[int]) -> dict[int, bytes]:
    """The roots of the trees over the first n leaves (32 bytes each, one behind the other), for each n in `sizes`."""
    found = {}
    wanted = sorted({n for n in sizes if 0 <= n <= len(leaves) // 32})
    frontier: list[bytes] = []
    done = 0
    for size in wanted:
        for at in range(done, size):
            digest, bits = leaves[at * 32 : at * 32 + 32], at
            while bits & 1:
                digest = _sha256(b"\1" + frontier.pop() + digest).digest()
                bits >>= 1
            frontier.append(digest)
        done = size
        found[size] = fold(frontier)
    return found


def fold(frontier: list[bytes]) -> bytes:
    """The root over complete subtrees, the largest first; of nothing, the hash of nothing."""
    if not frontier:
        return _sha256(b"").digest()
    digest = frontier[-1]
    for left in reversed(frontier[:-1]):
        digest = node_hash(left, digest)
    return digest


def included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 2.1.3.2: whether the path proves the leaf hash at `index` in the tree of `size` with this root."""
    if not 0 <= index < size:
        return False
    at, last, digest = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            digest = node_hash(step, digest)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            digest = node_hash(digest, step)
        at, last = at >> 1, last >> 1
    return last == 0 and digest == root


def consistent(first: int, second: int, old: bytes, new: bytes, path: Sequence[bytes]) -> bool:
    """RFC 9162 2.1.4.2: whether the path proves that the tree (second, new) grew from the tree (first, old)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not path and old == new
    steps = list(path)
    if first & (first - 1) == 0:
        steps.insert(0, old)
    if not steps:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, step)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old and after == new


# --- Ed25519 (RFC 8032), checking only ---------------------------------------------------------------------------

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_I = pow(2, (_P - 1) // 4, _P)
Point = tuple[int, int, int, int]


def _add(p: Point, q: Point) -> Point:
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _point(data: bytes) -> Point | None:
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _I % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    x = _P - x if x & 1 != sign else x
    return x, y, 1, x * y % _P


_BASE: Point = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little")) or (0, 1, 1, 0)


def signed_by(key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the Ed25519 signature over the message was made with the key (raw public key, 32 bytes)."""
    if len(key) != 32 or len(signature) != 64:
        return False
    public, s = _point(key), int.from_bytes(signature[32:], "little")
    if public is None or s >= _L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % _L
    minus = (_P - public[0], public[1], 1, _P - public[3])
    table = (None, _BASE, minus, _add(_BASE, minus))
    at: Point = (0, 1, 1, 0)
    for bit in range(max(s.bit_length(), h.bit_length()) - 1, -1, -1):
        at = _add(at, at)
        term = table[(s >> bit & 1) | (h >> bit & 1) << 1]
        at = at if term is None else _add(at, term)
    z = pow(at[2], _P - 2, _P)
    x, y = at[0] * z % _P, at[1] * z % _P
    return (y | (x & 1) << 255).to_bytes(32, "little") == signature[:32]


def head_message(size: int, root: bytes, at_ms: int, day: str) -> bytes:
    """What is signed for a head: five lines; `day` is YYYY-MM-DD, or empty where no day was closed."""
    return f"gongzhi ledger head 1\n{size}\n{root.hex()}\n{at_ms}\n{day}\n".encode()


# --- Checking ----------------------------------------------------------------------------------------------------


class Problem(NamedTuple):
    """What is wrong with which entry: changed, missing, reordered or inserted. None where it cannot be told."""

    entry: int | None
    stream: int | None
    kind: str


class Head(NamedTuple):
    """A head; `good` says whether the signature is one of a trusted key."""

    size: int
    root: bytes
    good: bool


class Report(NamedTuple):
    """What a check found. `head` is the root (hex) over all entries that have an index."""

    ok: bool
    entries: int
    head: str
    problems: list[Problem]

    def as_dict(self) -> dict[str, Any]:
        """The JSON of the contract."""
        return {**self._asdict(), "problems": [p._asdict() for p in self.problems]}


class Checker:
    """Takes the reference leaves (`leaf`), the entries in order of index, then those without one (`entry`), and
    names what does not fit (`report`)."""

    def __init__(self) -> None:
        self.numbers, self.streams, self.indexes = array("q"), array("q"), array("q")
        self.leaves = bytearray()  # recomputed, in the order of the entries
        self.altered: list[int] = []  # positions where the kept hash is not that of the columns
        self.broken: list[tuple[int, int, bool]] = []  # position, the one before, and whether one lacks
        self.last: dict[int, tuple[int, bytes, int]] = {}  # of each stream: seq, hash, position
        self.ref_numbers, self.ref_streams, self.reference = array("q"), array("q"), bytearray()
        self.ref_whole = True

    def leaf(self, index: int, number: int, stream: int, digest: bytes) -> None:
        """The next leaf that the sequencer kept."""
        self.ref_whole = self.ref_whole and index == len(self.ref_numbers) and len(digest) == 32
        self.ref_numbers.append(number)
        self.ref_streams.append(stream)
        self.reference += digest

    def entry(self, index: int | None, columns: tuple[Any, ...], kept: bytes) -> None:
        """The next entry: its place, the ten columns that `entry_hash` takes, the hash kept with it."""
        digest = entry_hash(*columns)
        number, stream, seq, prev = columns[0], columns[1], columns[2], columns[9]
        here = len(self.numbers)
        self.indexes.append(-1 if index is None else index)
        self.numbers.append(number)
        self.streams.append(stream)
        self.leaves += _sha256(b"\0" + digest).digest()
        if digest != kept:
            self.altered.append(here)
        last_seq, last_hash, before = self.last.get(stream, (0, ZERO, -1))
        if seq != last_seq + 1 or prev != last_hash:
            self.broken.append((here, before, seq > last_seq + 1))
        self.last[stream] = (seq, kept, here)

    def report(self, heads: Iterable[Head]) -> Report:
        """What was found, against these heads."""
        heads = list(heads)
        indexed = len(self.indexes) - self.indexes.count(-1)
        tree = bytes(self.leaves[: indexed * 32])
        mine = roots(tree, [h.size for h in heads] + [indexed])
        true = all(h.good and mine.get(h.size) == h.root for h in heads)
        straight = self.indexes[:indexed] == array("q", range(indexed))
        same = self.ref_whole and tree.startswith(bytes(self.reference))
        fine = true and straight and same and not self.altered and not self.broken
        problems = [] if fine else self._locate(heads, indexed, true and straight)
        return Report(not problems, len(self.numbers), mine[indexed].hex(), problems)

    def _locate(self, heads: list[Head], indexed: int, entries_true: bool) -> list[Problem]:
        """Name the problems: by the reference leaves where they carry the signed roots, else by the chains."""
        named: dict[int, str] = {}
        good = [h for h in heads if h.good]
        held = roots(bytes(self.reference), [h.size for h in good])
        known = len(self.reference) // 32 if self.ref_whole and all(held.get(h.size) == h.root for h in good) else 0
        missing = self._compare(known, named) if known else []
        if not known and entries_true and good and self.ref_whole:  # the entries are as signed: the kept leaves are not
            for at in range(len(self.reference) // 32):
                if self.reference[at * 32 : at * 32 + 32] != self.leaves[at * 32 : at * 32 + 32]:
                    named[at] = "changed"
        for at in self.altered:
            named.setdefault(at, "changed")
        self._chains(known, named, missing)
        if not known:
            missing += self._gaps(indexed, max([h.size for h in good], default=0), len(missing), named)
        problems = [Problem(self.numbers[at], self.streams[at], kind) for at, kind in sorted(named.items())] + missing
        problems += [Problem(None, None, "changed") for h in heads if not h.good]
        return problems or [Problem(None, None, "changed")]

    def _compare(self, known: int, named: dict[int, str]) -> list[Problem]:
        """Entries against the first `known` leaves. Fills `named`; returns the missing ones."""
        wanted = {bytes(self.reference[i * 32 : i * 32 + 32]): i for i in range(known)}
        by_number = {number: i for i, number in enumerate(self.ref_numbers[:known])}
        found: dict[int, int] = {}  # leaf -> position of its entry
        strangers: list[int] = []
        for at, index in enumerate(self.indexes):
            leaf = wanted.get(bytes(self.leaves[at * 32 : at * 32 + 32]))
            if leaf is not None and leaf not in found:
                found[leaf] = at
            elif leaf is not None or 0 <= index < known or self.numbers[at] in by_number:
                strangers.append(at)
        # ranks, not indexes: one inserted or missing entry does not make all behind it reordered
        order = sorted(found, key=lambda leaf: (self.indexes[found[leaf]] < 0, self.indexes[found[leaf]], found[leaf]))
        for leaf, expected in zip(order, sorted(found), strict=True):
            if leaf != expected:
                named[found[leaf]] = "reordered"
        by_place = [found[leaf] for leaf in sorted(found)]
        for at, expected in zip(by_place, sorted(by_place), strict=True):
            if at != expected:  # a file that tells the right indexes in another order of lines
                named.setdefault(at, "reordered")
        left = dict.fromkeys(i for i in range(known) if i not in found)
        for at in strangers:
            own = next((i for i in (by_number.get(self.numbers[at], -1), self.indexes[at]) if i in left), None)
            named[at] = "inserted" if own is None else "changed"
            left.pop(-1 if own is None else own, None)
        return [Problem(self.ref_numbers[i], self.ref_streams[i], "missing") for i in left]

    def _chains(self, known: int, named: dict[int, str], missing: list[Problem]) -> None:
        """Broken links of the streams, where the reference does not reach."""
        lost = {p.stream for p in missing}
        for at, before, lacks in self.broken:
            stream = self.streams[at]
            if 0 <= self.indexes[at] < known or at in named or before in named or stream in lost:
                continue
            if lacks:
                missing.append(Problem(None, stream, "missing"))
            else:  # the one before was changed and its hash made anew, unless the reference vouches for it
                named[at if before < 0 or 0 <= self.indexes[before] < known else before] = "changed"

    def _gaps(self, indexed: int, signed: int, told: int, named: dict[int, str]) -> list[Problem]:
        """Without a reference: indexes that are lacking, double or out of order."""
        lacking, expected = 0, 0
        seen = array("q", sorted(self.indexes[:indexed]))
        for at in range(indexed):
            index = self.indexes[at]
            if index > expected:
                first = bisect_left(seen, expected)
                lacking += 1 if first >= len(seen) or seen[first] != expected else 0
            if index < expected:
                named.setdefault(at, "inserted" if at and index == self.indexes[at - 1] else "reordered")
            expected = max(expected, index + 1)
        lacking = max(lacking, signed - len(set(seen)))
        return [Problem(None, None, "missing")] * max(0, lacking - told)


# --- An export ---------------------------------------------------------------------------------------------------


def _ms(text: str) -> int:
    return (datetime.fromisoformat(text) - _EPOCH) // _MS


class _File:
    """The lines of an export, taken one by one; a line that cannot be read is itself a problem."""

    def __init__(self, keys: Iterable[bytes]) -> None:
        self.checker = Checker()
        self.keys = set(keys)
        self.head_rows: list[Head] = []
        self.entries = self.promised = self.promised_heads = 0
        self.extra: list[Problem] = []

    def take(self, row: dict[str, Any]) -> None:
        if "entry" in row:
            self.entries += 1
            place = (row["entry"], row["stream"], row["seq"], _ms(row["at"]))
            words = (row["tag"], row["actor"], row["appointment"], row["codes"], row["commitments"])
            prev, kept = bytes.fromhex(row["prev"]), bytes.fromhex(row["hash"])
            self.checker.entry(row["index"], (*place, *words, prev), kept)
        elif "leaves" in row:
            for index, (number, stream, digest) in enumerate(row["rows"], row["leaves"]):
                self.checker.leaf(index, number, stream, bytes.fromhex(digest))
        elif "head" in row:
            size, root, key = row["head"], bytes.fromhex(row["root"]), bytes.fromhex(row["key"])
            message = head_message(size, root, _ms(row["at"]), row["day"] or "")
            good = key in self.keys and signed_by(key, message, bytes.fromhex(row["signature"]))
            self.head_rows.append(Head(size, root, good))
        else:
            self.promised, self.promised_heads = row["entries"], row["heads"]
            self.keys = self.keys or {bytes.fromhex(key) for key in row["keys"]}

    def report(self) -> Report:
        report = self.checker.report(self.head_rows)
        problems = report.problems + self.extra
        lost = sum(1 for p in problems if p.kind == "missing") - sum(1 for p in problems if p.kind == "inserted")
        if self.promised > self.entries + lost or self.promised_heads > len(self.head_rows):
            problems.append(Problem(None, None, "missing"))
        elif self.promised < self.entries + lost and not problems:
            problems.append(Problem(None, None, "inserted"))
        return Report(not problems, report.entries, report.head, problems)


def check_file(path: str, keys: Iterable[bytes] = ()) -> Report:
    """Check an export. `keys`: the public keys to trust; none: those that the file names. OSError where the file
    cannot be read, ValueError where it is no export."""
    state, first = _File(keys), True
    with open(path, encoding="utf-8") as lines:  # noqa: PTH123 - one file, plain
        for line in lines:
            try:
                row = json.loads(line)
                if first and row.get("gongzhi_ledger") != 1:
                    raise ValueError("this is not an export of a Gongzhi ledger")
                state.take(row)
            except (ValueError, KeyError, TypeError, AttributeError, struct.error, OverflowError) as error:
                if first:
                    raise ValueError("this is not an export of a Gongzhi ledger") from error
                state.extra.append(Problem(None, None, "changed"))
            first = False
    if first:
        raise ValueError("the file is empty")
    return state.report()


# --- One document with its proof, and seals ----------------------------------------------------------------------


class Seal(NamedTuple):
    """A signed head as it stands in a QR code: bytes, the moment in ms, the day that it closes (or empty)."""

    size: int
    root: bytes
    at_ms: int
    day: str
    key: bytes
    signature: bytes

    @property
    def good(self) -> bool:
        """Whether the signature is that of the key which the seal names."""
        return signed_by(self.key, head_message(self.size, self.root, self.at_ms, self.day), self.signature)

    @property
    def text(self) -> str:
        """Its short form, 200 characters and a few: `1.SIZE.AT.DAY.ROOT.KEY.SIGNATURE`, bytes in base64url."""
        packed = [base64.urlsafe_b64encode(b).decode().rstrip("=") for b in (self.root, self.key, self.signature)]
        return ".".join(["1", str(self.size), str(self.at_ms), self.day.replace("-", ""), *packed])


def read_seal(text: str) -> Seal:
    """The seal in a text: the short form, an address that ends with it, or the JSON of a head. ValueError otherwise."""
    text = text.strip()
    try:
        if text.startswith("{"):
            row = json.loads(text)
            row = row.get("signed") or row.get("head") or row
            values = (bytes.fromhex(row[name]) for name in ("root", "key", "signature"))
            root, key, signature = values
            return Seal(int(row["size"]), root, _ms(row["at"]), row["day"] or "", key, signature)
        version, size, at_ms, day, *packed = text.rpartition("=")[2].split(".")
        root, key, signature = (base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in packed)
        day = f"{day[:4]}-{day[4:6]}-{day[6:]}" if day else ""
        if version != "1" or (len(root), len(key), len(signature)) != (32, 32, 64) or len(size + at_ms) > 36:
            raise ValueError
        return Seal(int(size), root, int(at_ms), day, key, signature)
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error) as error:
        raise ValueError("this is not a seal of a Gongzhi ledger") from error


class Finding(NamedTuple):
    """One thing that was compared: `what` is field, digest, entry, tag, code, time, place, seal, key or older; `name`
    tells which (a field, a code, the size of an older seal)."""

    what: str
    name: str
    ok: bool


def check_proof(bundle: Mapping[str, Any], keys: Iterable[bytes] = (), older: Seal | None = None) -> list[Finding]:
    """Check a document with its proof (`document.json`, docs/ledger.md): each text that is shown against its salted
    commitment, each digest, the entry against its hash, its place under the seal, the seal against its key; with
    `older`, that the ledger only grew since that seal. `keys`: the keys to trust; none: the one in the file.
    ValueError where it is no such file."""
    if not isinstance(bundle, dict) or bundle.get("gongzhi_proof") != 1:
        raise ValueError("this is not a proof of a Gongzhi ledger")
    try:
        return _check_proof(bundle, set(keys), older)
    except (KeyError, TypeError, AttributeError, struct.error, OverflowError) as error:
        raise ValueError("this is not a proof of a Gongzhi ledger") from error


def _check_proof(bundle: Mapping[str, Any], keys: set[bytes], older: Seal | None) -> list[Finding]:
    document, row = bundle["document"], bundle["entry"]
    codes, commitments = json.loads(row["codes"]), json.loads(row["commitments"])
    found = []
    for name, text in document["fields"].items():
        salt = bytes.fromhex(document["salts"].get(name, ""))
        made = _sha256(salt + name.encode() + b"\0" + text.encode()).hexdigest()
        found.append(Finding("field", name, commitments.get(name) == made))
    for name, text in document["digests"].items():
        found.append(Finding("digest", name, codes.get(name) == _sha256(text.encode()).hexdigest()))
    found.append(Finding("tag", document["tag"], row["tag"] == document["tag"]))
    for name, value in document["codes"].items():
        found.append(Finding("code", name, name in codes and codes[name] == value))
    found.append(Finding("time", "", abs(_ms(row["at"]) - _ms(document["published"])) <= 60_000))
    place = (row["entry"], row["stream"], row["seq"], _ms(row["at"]))
    words = (row["tag"], row["actor"], row["appointment"], row["codes"], row["commitments"])
    digest = entry_hash(*place, *words, bytes.fromhex(row["prev"]))
    found.append(Finding("entry", str(row["entry"]), digest.hex() == row["hash"]))
    seal = read_seal(json.dumps(bundle["head"]))
    path = [bytes.fromhex(step) for step in bundle["path"]]
    found.append(
        Finding("place", str(row["index"]), included(leaf_hash(digest), row["index"], seal.size, path, seal.root))
    )
    found.append(Finding("seal", str(seal.size), seal.good))
    if keys:
        found.append(Finding("key", seal.key.hex(), seal.key in keys))
    if older is not None:
        grown = [bytes.fromhex(step) for step in (bundle.get("consistency") or {}).get(str(older.size), [])]
        known = keys or {bytes.fromhex(key) for key in bundle.get("keys", ())}
        found.append(Finding("older", str(older.size), check_heads(older, seal, grown, known)))
    return found


def check_heads(old: Seal, new: Seal, path: Sequence[bytes], keys: Iterable[bytes] = ()) -> bool:
    """Whether the ledger of `new` is that of `old` and what was added: both signed (by a trusted key where `keys` says
    any, else by the same), and the RFC 9162 consistency path fits. They change places where `old` is the larger."""
    if old.size > new.size:
        old, new = new, old
    trusted = set(keys) or {new.key}
    if not (old.good and new.good and {old.key, new.key} <= trusted):
        return False
    return consistent(old.size, new.size, old.root, new.root, path)


def _told(what: str, found: Sequence[Finding], *, as_json: bool) -> int:
    """Print the findings; the exit code."""
    good = all(f.ok for f in found)
    if as_json:
        sys.stdout.write(json.dumps({"ok": good, "findings": [f._asdict() for f in found]}) + "\n")
    else:
        lines = [what, *(f"{'ok     ' if f.ok else 'WRONG  '} {f.what} {f.name}".rstrip() for f in found)]
        lines.append("Nothing was changed." if good else f"{sum(1 for f in found if not f.ok)} problem(s).")
        sys.stdout.write("\n".join(lines) + "\n")
    return int(not good)


def _text_or_file(given: str) -> str:
    """A seal given as text, or the text of the file of that name."""
    try:
        read_seal(given)
    except ValueError:
        with open(given, encoding="utf-8") as file:  # noqa: PTH123 - one file, plain
            return file.read()
    return given


def _small(argv: Sequence[str]) -> int:
    """The commands `proof` and `heads`."""
    parser = argparse.ArgumentParser(prog=f"verify_ledger.py {argv[0]}")
    proof = argv[0] == "proof"
    for name in ("file",) if proof else ("old", "new", "consistency"):
        parser.add_argument(name)
    parser.add_argument("--seal", help="an older seal: the text of a QR code, or a file")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--key", action="append", default=[], type=bytes.fromhex, help="a public key to trust, as hex")
    args = parser.parse_args(argv[1:])
    try:
        if proof:
            with open(args.file, encoding="utf-8") as file:  # noqa: PTH123 - one file, plain
                bundle = json.load(file)
            older = read_seal(_text_or_file(args.seal)) if args.seal else None
            found = check_proof(bundle, args.key, older)
            return _told(f"{bundle['document']['title']} ({bundle['document']['published']})", found, as_json=args.json)
        old, new = read_seal(_text_or_file(args.old)), read_seal(_text_or_file(args.new))
        with open(args.consistency, encoding="utf-8") as file:  # noqa: PTH123 - one file, plain
            path = [bytes.fromhex(step) for step in json.load(file)["path"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    found = [Finding("seal", str(s.size), s.good and (not args.key or s.key in args.key)) for s in (old, new)]
    found.append(Finding("older", str(old.size), check_heads(old, new, path, args.key)))
    return _told(f"{old.size} -> {new.size}", found, as_json=args.json)


def main() -> int:
    """The command."""
    if sys.argv[1:2] in (["proof"], ["heads"]):
        return _small(sys.argv[1:])
    parser = argparse.ArgumentParser(description="Checks an export of a Gongzhi ledger.")
    parser.add_argument("file")
    parser.add_argument("--json", action="store_true", help="one JSON object on stdout")
    parser.add_argument("--key", action="append", default=[], type=bytes.fromhex, help="a public key to trust, as hex")
    args = parser.parse_args()
    try:
        report = check_file(args.file, args.key)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"{args.file}: {error}\n")
        return 2
    sys.stdout.write(json.dumps(report.as_dict()) + "\n" if args.json else in_words(report))
    return int(not report.ok)


def in_words(report: Report) -> str:
    """The report for a person."""
    lines = [f"{report.entries} entries, head {report.head}"]
    lines += [f"{p.kind}: entry {p.entry or '?'} of stream {p.stream or '?'}" for p in report.problems]
    lines.append("Nothing was changed." if report.ok else f"{len(report.problems)} problem(s).")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
