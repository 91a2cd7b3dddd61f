"""Entries of a register from a table: which column means what, each row as a draft or with what is wrong in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from gongzhi.core.errors import DomainError, Invalid
from gongzhi.kit.tables import Table, text_of

MOST_ROWS = 20_000
MOST_BYTES = 5 * 1024 * 1024
COLUMNS = {
    "name": ("姓名", "户主", "户代表", "代表", "业主", "name"),
    "household": ("住址", "房号", "门牌", "户", "household", "address"),
    "area": ("建筑面积", "专有部分面积", "面积", "area"),
    "phone": ("联系电话", "手机", "电话", "phone"),
}
NEVER = ("身份证", "证件号", "id number", "民族", "出生", "宗教")


@dataclass(frozen=True, slots=True)
class RowDraft:
    """An entry to be; `area` in hundredths of a square metre."""

    name: str
    household: str = ""
    area: int | None = None
    phone: str = ""
    person_id: int | None = None


@dataclass(slots=True)
class Read:
    """A table as read: good rows, and the others by number with why not."""

    good: list[RowDraft] = field(default_factory=list)
    wrong: list[tuple[int, str, DomainError]] = field(default_factory=list)


def area_of(text: str) -> int | None:
    """Square metres as typed, in hundredths; None for nothing. Raises Invalid."""
    plain = re.sub(r"(m²|㎡|平方米|平米|,|，|\s)", "", text)
    if not plain:
        return None
    try:
        value = Decimal(plain) * 100
        if not value.is_finite() or value != value.to_integral_value() or not 0 < value < 10**10:
            raise InvalidOperation
    except InvalidOperation:
        raise Invalid("Write the area in square metres, with at most two decimals.", field="area") from None
    return int(value)


def draft_of(
    *, name: str, household: str, area: str, phone: str, owners: bool, person_id: int | None = None
) -> RowDraft:
    """One entry from what was typed. Raises Invalid."""
    name, household, phone = " ".join(name.split()), " ".join(household.split()), re.sub(r"[\s-]", "", phone)
    if not 1 <= len(name) <= 60:
        raise Invalid("Write a name of at most 60 characters.", field="name")
    if len(household) > 80:
        raise Invalid("Write the household in at most 80 characters.", field="household")
    if re.search(r"\d{15}", name + household + phone):
        raise Invalid("Identity numbers do not belong in a register.", field="name")
    if phone and not re.fullmatch(r"\+?\d{5,15}", phone):
        raise Invalid("This is no telephone number.", field="phone")
    square = area_of(area) if owners else None
    if owners and square is None:
        raise Invalid("The area is missing.", field="area")
    return RowDraft(name, household, square, phone, person_id)


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """Which column (from 0) each field stands in. Raises Invalid where there are no names, or what must not be kept."""
    plain = [h.strip().lower() for h in header]
    for heading in plain:
        if any(word in heading for word in NEVER):
            raise Invalid(
                "Take the column “%(name)s” out of the file: a register holds names and households only.",
                field="file",
                name=heading[:40],
            )
    found: dict[str, int] = {}
    for key, words in COLUMNS.items():
        for word in words:
            at = next((i for i, h in enumerate(plain) if word in h and i not in found.values()), None)
            if at is not None:
                found[key] = at
                break
    if "name" not in found:
        raise Invalid("The file needs a column 姓名.", field="file")
    return found


def read(table: Table, *, owners: bool, there: set[tuple[str, str]]) -> Read:
    """Every row; those `there` already (name, household) and those that stand twice are wrong. Raises Invalid."""
    at = columns_of(table.header)
    made, seen = Read(), set(there)
    for count, (number, cells) in enumerate(table.rows(), start=1):
        if count > MOST_ROWS:
            raise Invalid("The file has more than %(most)s rows. Split it.", field="file", most=MOST_ROWS)
        given = {key: text_of(cells[i]) for key, i in at.items()}
        try:
            draft = draft_of(
                name=given["name"], household=given.get("household", ""), area=given.get("area", ""),
                phone=given.get("phone", ""), owners=owners,
            )  # fmt: skip
            if (draft.name, draft.household) in seen:
                raise Invalid("This entry stands there already.")
        except Invalid as error:
            made.wrong.append((number, given["name"][:60], error))
            continue
        seen.add((draft.name, draft.household))
        made.good.append(draft)
    return made
