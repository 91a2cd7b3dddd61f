"""What homes think of the company: sums alone, of quarters that are over, from ten homes on."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Sum
from django.utils.crypto import constant_time_compare, salted_hmac

from gongzhi.core import clock
from gongzhi.core.errors import Invalid, NotFound
from gongzhi.core.numbers import NUMBER_DIGITS, spoken
from gongzhi.property.models import Contract, Dwelling, Estate, Rated, Tally
from gongzhi.property.rules import quarters
from gongzhi.property.rules.words import LEAST_HOMES

KEY_LENGTH = 8  # letters and digits, 40 bits


def key_of(dwelling: Dwelling, quarter: date) -> str:
    """The secret part of the code on a slip: of this home and quarter alone."""
    digest = salted_hmac("property.slip", f"{dwelling.number}:{quarters.key(quarter)}", algorithm="sha256").digest()
    return base64.b32encode(digest)[:KEY_LENGTH].decode()


def code_of(dwelling: Dwelling, quarter: date) -> str:
    """The code as an address holds it."""
    return f"{dwelling.number}-{key_of(dwelling, quarter)}"


def spoken_code(dwelling: Dwelling, quarter: date) -> str:
    """The code as the slip shows it, in groups."""
    key = key_of(dwelling, quarter)
    return f"{spoken(dwelling.number)} {key[:4]} {key[4:]}"


def home_of(code: str) -> tuple[Dwelling, date]:
    """The home and the quarter of a code that was typed or followed, in the present quarter.

    Raises NotFound (a wrong code), Invalid (of a quarter that is over)."""
    plain = re.sub(r"[\s\-—·]", "", unicodedata.normalize("NFKC", code)).upper()
    number, key = plain[: NUMBER_DIGITS + 1], plain[NUMBER_DIGITS + 1 :]
    dwelling = Dwelling.objects.select_related("estate__place").filter(number=number).first()
    if dwelling is not None and len(key) == KEY_LENGTH and key.isascii():
        now = quarters.first_of(clock.today())
        if constant_time_compare(key_of(dwelling, now), key):
            return dwelling, now
        if constant_time_compare(key_of(dwelling, quarters.before(now)), key):
            raise Invalid("This code was for the last quarter. A new slip comes every quarter.", field="code")
    raise NotFound("There is no such code. Please look at your slip once more.")


def has_rated(dwelling: Dwelling, quarter: date) -> bool:
    """Whether the home has rated."""
    return Rated.objects.filter(dwelling=dwelling, quarter=quarter).exists()


def is_over(quarter: date) -> bool:
    """Whether its results may be read: while it runs, a sum that grows by one would tell what a home said."""
    return quarters.following(quarter) <= clock.today()


@dataclass(frozen=True, slots=True)
class Result:
    """The grades of a quarter: `means` by question, None below ten homes."""

    quarter: date
    homes: int
    means: dict[str, float] | None

    @property
    def mean(self) -> float | None:
        """Over all questions."""
        return sum(self.means.values()) / len(self.means) if self.means else None


def results_of(estate: Estate, count: int = 8) -> list[Result]:
    """The results of the last quarters that are over, the newest first; quarters without any are left out.

    An estate that changed its company within a quarter counts both; two queries."""
    span = quarters.row(quarters.before(quarters.first_of(clock.today())), count)
    homes: dict[date, int] = dict(
        Rated.objects.filter(contract__estate=estate, quarter__in=span).values_list("quarter").annotate(n=Count("pk"))
    )
    sums: dict[date, dict[str, tuple[int, int]]] = defaultdict(dict)
    rows = Tally.objects.filter(contract__estate=estate, quarter__in=span).values("quarter", "question")
    for r in rows.annotate(n=Sum("homes"), s=Sum(F("homes") * F("grade"))):
        sums[r["quarter"]][r["question"]] = r["s"], r["n"]
    return [
        Result(q, homes[q], {k: s / n for k, (s, n) in sums[q].items() if n} if homes[q] >= LEAST_HOMES else None)
        for q in reversed(span) if homes.get(q)
    ]  # fmt: skip


def came_in(estate: Estate, quarter: date) -> tuple[int, int]:
    """How many homes have rated in a quarter, and how many there are."""
    rated = Rated.objects.filter(dwelling__estate=estate, quarter=quarter).count()
    return rated, Dwelling.objects.filter(estate=estate).count()


def homes_of(estate: Estate, text: str = "") -> list[Dwelling]:
    """The homes of an estate whose door begins with the text, by door; at most what a paper holds."""
    rows = Dwelling.objects.filter(estate=estate).order_by("label")
    return list((rows.filter(label__startswith=text) if text else rows)[:501])


def sums_by_contract(contracts: Iterable[Contract], quarter: date) -> dict[int, tuple[int, int, int]]:
    """(homes, grades, sum of grades) of a quarter by contract. Two queries."""
    ids = [c.pk for c in contracts]
    homes: dict[int, int] = dict(
        Rated.objects.filter(contract__in=ids, quarter=quarter).values_list("contract").annotate(n=Count("pk"))
    )
    rows = Tally.objects.filter(contract__in=ids, quarter=quarter).values("contract")
    sums = {r["contract"]: (r["n"], r["s"]) for r in rows.annotate(n=Sum("homes"), s=Sum(F("homes") * F("grade")))}
    return {pk: (homes.get(pk, 0), *sums.get(pk, (0, 0))) for pk in ids}
