"""What is sealed is encrypted anew when the keys are changed, so that an old key can be thrown away."""

from __future__ import annotations

from django.db.models import Model

from gongzhi.kit import crypto
from gongzhi.mediation.models import Case, Sheet, Side, Sitting
from gongzhi.mediation.queries import cases as queries

# (table, column, what the value is bound to beside its row)
SEALED: tuple[tuple[type[Model], str, str], ...] = (
    (Case, "words", "words"), (Case, "terms", "terms"), (Side, "sealed", "side"), (Sheet, "sealed", "sheet"),
    (Sitting, "sealed", "sitting"),
)  # fmt: skip


def reseal(limit: int = 200) -> int:
    """Sweep: re-encrypt what an older key sealed, at most `limit` values of a column; how many were done. Any number
    of workers may run it, and who changes a row meanwhile wins. Raises `crypto.CannotDecrypt` (a key is missing)."""
    return sum(_column(model, field, bound, limit) for model, field, bound in SEALED)


def _column(model: type[Model], field: str, bound: str, limit: int) -> int:
    old = model._default_manager.exclude(**{field: ""})
    old = old.exclude(**{f"{field}__startswith": crypto.keyring().prefix})
    done = 0
    for pk, sealed in list(old.order_by("pk").values_list("pk", field)[:limit]):
        fresh = queries.seal(queries.unseal(sealed, bound, pk), bound, pk)
        done += model._default_manager.filter(pk=pk, **{field: sealed}).update(**{field: fresh})
    return done
