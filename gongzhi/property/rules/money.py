"""Money: fen as whole numbers inside, yuan outside. Pure."""

from __future__ import annotations

import unicodedata
from decimal import Decimal, InvalidOperation

from gongzhi.core.errors import Invalid
from gongzhi.property.rules.words import MOST_FEN

WAN_FEN = 1_000_000  # 1 万元


def fen_of(yuan: Decimal) -> int:
    """Yuan with at most two decimals, as fen. Raises Invalid (finer than a fen, negative, beyond measure)."""
    fen = yuan * 100
    if not fen.is_finite() or fen != fen.to_integral_value() or not 0 <= fen < MOST_FEN:
        raise Invalid("An amount in yuan, with at most two decimals.")
    return int(fen)


def read_fen(text: str) -> int:
    """Fen of an amount as tables write it: 1,234.50, 1234.5元, ￥1234, 12.3万元. Raises Invalid."""
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").strip("¥元")
    times = 1
    if plain.endswith("万"):
        plain, times = plain[:-1], 10_000
    try:
        return fen_of(Decimal(plain) * times)
    except InvalidOperation:
        raise Invalid("An amount in yuan, with at most two decimals.") from None


def yuan(fen: int) -> str:
    """1,234.50: yuan, always with two decimals."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def plain(fen: int) -> str:
    """1234.50: as a field of a form holds it."""
    return f"{fen // 100}.{fen % 100:02d}"


def wan(fen: int) -> str:
    """12.35: ten thousands of yuan, rounded to two decimals, half up."""
    sign, rounded = "-" if fen < 0 else "", (abs(fen) * 100 + WAN_FEN // 2) // WAN_FEN
    return f"{sign}{rounded // 100:,}.{rounded % 100:02d}"


def due_of(fee_fen: int, area_m2: int) -> int:
    """Fen due in a quarter: fee a square metre and month, three months."""
    return fee_fen * area_m2 * 3


def rate(collected: int, due: int) -> float | None:
    """The share of what was due that was collected; None where nothing was due."""
    return collected / due if due else None
