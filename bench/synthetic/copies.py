"""Copies of lived requests: drawn in order of time, their ledger entries hashed, their rows handed to a writer."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from stdnum import damm

from bench.synthetic import words
from bench.synthetic.templates import ID_BITS, OWN_MOST, TABLES, Template, sqlite_text
from bench.synthetic.write import Writer, line
from gongzhi.kit import crypto
from gongzhi.ledger.models import Entry, Leaf, Node, Opening
from gongzhi.ledger.queries.tree import frontier, head, node_id
from gongzhi.ledger.rules.canonical import commitment
from gongzhi.ledger.rules.merkle import grow
from gongzhi.ledger.rules.verify_ledger import ZERO, entry_hash, leaf_hash
from gongzhi.people.queries import aad
from gongzhi.people.rules import ContactKind
from gongzhi.places.models import Place
from gongzhi.requests.queries.words import INDEX, text_of
from gongzhi.requests.rules import near_cell

LEDGER = (Entry, Opening, Leaf, Node)
WEEKS = 98  # the words of older requests are forgotten by law of the installation (two years)
CHANNELS = {"web": ("web", "sms", "open311"), "hotline": ("hotline", "hall", "patrol", "face_to_face", "opinion_box")}
SHARES = {"web": (80, 17, 3), "hotline": (62, 27, 7, 3.5, 0.5)}
NUMBERS = 9 * 10**8


@dataclass(frozen=True, slots=True)
class Plan:
    """What a copy is made from."""

    template: Template
    shift: int  # seconds
    where: int  # index of the grid


def plans(templates: Sequence[Template], number: int, live: int, grids: int, chance: random.Random) -> list[Plan]:
    """So many copies, `live` of them open, the earliest first: skewed types, places and years."""
    places = [1.0 / (rank + 2) ** 0.6 for rank in range(grids)]
    chance.shuffle(places)
    weeks = [1.0 + 1.5 * (WEEKS - week) / WEEKS for week in range(WEEKS)]  # more of late than at first
    found: list[Plan] = []
    for is_open, count in ((False, number - live), (True, live)):
        fitting = [t for t in templates if t.life.open is is_open]
        drawn = chance.choices(fitting, [t.life.weight for t in fitting], k=count)
        spots = chance.choices(range(grids), places, k=count)
        back = chance.choices(range(WEEKS), weeks, k=count)
        for template, spot, week in zip(drawn, spots, back, strict=True):
            jitter = chance.randrange(4 * 3600)
            found.append(Plan(template, -(jitter if is_open else week * 7 * 86400 + jitter), spot))
    found.sort(key=lambda p: p.template.opened_at.timestamp() + p.shift)
    return found


class Copier:
    """Writes plans in batches; the tree of the ledger grows on."""

    def __init__(self, writer: Writer, towns: Sequence[dict[int, int]], grid: int, chance: random.Random) -> None:
        self.writer, self.towns, self.chance = writer, towns, chance
        boxes = {row[0]: row[1:] for row in Place.objects.values_list("id", "min_lon", "min_lat", "max_lon", "max_lat")}
        self.boxes = [boxes[town[grid]] for town in towns]
        self.size, self.frontier = head().size, frontier(head().size)
        self.ring = crypto.keyring()
        self.worded: list[tuple[int, str, bool, str]] = []

    def write(self, batch: Sequence[Plan], first: int) -> None:
        """One batch; `first` counts the copies before it."""
        out: dict[Any, list[Any]] = {model: [] for model in (*TABLES, *LEDGER)}
        leaves: list[bytes] = []
        for number, (plan, said) in enumerate(zip(batch, words.draw(self.chance, len(batch)), strict=True), first):
            self._copy(plan, said, number, out, leaves)
        nodes, self.frontier = grow(self.size, self.frontier, leaves)
        out[Node] = self._lines((node_id(place), digest) for place, digest in nodes)
        self.size += len(leaves)
        self.writer.words(self.worded)
        self.worded = []
        for model, rows in out.items():
            if rows:
                columns = [f.column for f in model._meta.local_concrete_fields]
                self.writer.rows(model._meta.db_table, columns, rows)

    def _lines(self, rows: Any) -> list[Any]:
        return [line(row) for row in rows] if self.writer.text else list(rows)

    def _copy(
        self, plan: Plan, said: tuple[str, str, str, str], number: int, out: dict[Any, list[Any]], leaves: list[bytes]
    ) -> None:
        t, shift = plan.template, plan.shift
        low, ms = number % ((1 << ID_BITS) // OWN_MOST) * OWN_MOST, shift * 1000
        ids = [(at + ms) << ID_BITS | low + ordinal for at, ordinal in t.ids]
        delta = timedelta(seconds=shift)
        stamp = str if self.writer.text else sqlite_text
        times = [stamp(at + delta) for at in t.times]
        isos = [(at + delta).isoformat() for at in t.isos]
        town = self.towns[plan.where]
        mapped = [town[key] for key in t.mapped]
        body = str(NUMBERS // 9 + (number * 387_420_489 + 12_345) % NUMBERS)
        code = body + damm.calc_check_digit(body)
        spoken = f"{code[:3]} {code[3:6]} {code[6:]}"
        channel = self._channel(t.life.channel)
        street, phrase, extra, phone = said
        title = f"{street}，{t.type_title}：{phrase}"
        varying = (ids, times, isos, None, mapped, code, spoken, title, f"{title}。{extra}", street, channel,
                   self._spot(plan.where))  # fmt: skip
        sealed = [
            (self.ring.encrypt(phone, aad=aad(ids[o])), self.ring.blind_index(ContactKind.PHONE, phone))
            for o in t.contacts
        ]
        for model, rows in zip(TABLES, t.make(*varying, sealed), strict=True):
            out[model] += [rows] if self.writer.text else rows
        text = text_of(title, f"{title}。{extra}", street)
        row = (ids[0], text, t.life.open)
        self.worded.append((*row, INDEX.tokens(row)))
        self._record(t, ids, mapped, [at + ms for at in t.stamps], t.codes(*varying), out, leaves)

    def _channel(self, like: str) -> str:
        return self.chance.choices(CHANNELS[like], SHARES[like])[0]

    def _spot(self, where: int) -> tuple[float, float, int]:
        west, south, east, north = self.boxes[where]
        lon = west + (east - west) * self.chance.uniform(0.15, 0.85)
        lat = south + (north - south) * self.chance.uniform(0.15, 0.85)
        return lon, lat, near_cell(lon, lat)

    def _record(
        self, t: Template, ids: list[int], mapped: list[int], stamps: list[int], texts: Sequence[str],
        out: dict[Any, list[Any]], leaves: list[bytes],
    ) -> None:  # fmt: skip
        prev, at, stream = ZERO, len(t.entries), ids[t.ids[0][1]]
        entries, openings, leaf_rows = [], [], []
        for entry, codes in zip(t.entries, texts, strict=False):
            pk, seq, stamp = ids[entry["own"]], entry["seq"], stamps[entry["at"]]
            commitments = []
            for own, field, person, is_own in entry["openings"]:
                salt, words_ = os.urandom(16), texts[at]
                at += 1
                commitments.append(f'"{field}":"{commitment(salt, field, words_)}"')
                openings.append((ids[own], pk, field, salt, words_, ids[person] if is_own else person))
            committed = "{" + ",".join(commitments) + "}"
            appointment = self._appointment(entry, t, mapped)
            digest = entry_hash(
                pk, stream, seq, stamp, entry["tag"], entry["actor_kind"], appointment, codes, committed, prev
            )
            index = self.size + len(leaves)
            entries.append((pk, stream, seq, stamp, entry["tag"], entry["actor_kind"], appointment, codes, committed,
                            prev, digest, index))  # fmt: skip
            leaf = leaf_hash(digest)
            leaves.append(leaf)
            leaf_rows.append((index, pk, stream, leaf))
            prev = digest
        for model, rows in ((Entry, entries), (Opening, openings), (Leaf, leaf_rows)):
            out[model] += self._lines(rows)

    @staticmethod
    def _appointment(entry: dict[str, Any], t: Template, mapped: list[int]) -> int | None:
        given: int | None = entry["appointment"]
        return mapped[t.mapped.index(given)] if given is not None else entry["fixed_appointment"]


def batches(rows: Sequence[Plan], size: int) -> Iterator[tuple[int, Sequence[Plan]]]:
    """Pieces with the number of rows before them."""
    for at in range(0, len(rows), size):
        yield at, rows[at : at + size]
