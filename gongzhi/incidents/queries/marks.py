"""The level in the lists of all requests: a filter, a word in the row."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from gongzhi.incidents.models import Incident
from gongzhi.incidents.queries import levels
from gongzhi.kit.db.select import fence, select
from gongzhi.packs import public as packs
from gongzhi.procedures import public as procedures
from gongzhi.requests import public as requests

ANY = "any"
FEW = 2000  # so many are looked up one by one rather than walked past
_HAS = "EXISTS (SELECT 1 FROM incidents_incident i WHERE i.request_id = s.matter_id{})"
_IDS = "SELECT request_id AS matter_id FROM incidents_incident"


def choices() -> list[tuple[str, str]]:
    """Any level, or one of those of the pack, the lowest first; nothing where it has none."""
    known = levels.chain()
    return [(ANY, _("Any level")), *((level.key, packs.named(level)) for level in known)] if known else []


def narrow(key: str) -> tuple[requests.Narrowing, procedures.Source | None]:
    """The requests of that level (of any), also those that ended with it. One query."""
    one = (key,) if key != ANY else ()
    where = _HAS.format((" AND i.level = %s" if one else "") + fence())
    ids = f"{_IDS} WHERE level = %s" if one else _IDS
    few = select(f"SELECT COUNT(*) FROM ({ids} LIMIT {FEW + 1}) c", one)[0][0]  # noqa: S608 - our text
    share = few / max(1, procedures.shares().number)
    return (where, one, min(1.0, share)), procedures.Source(ids, one, share) if few <= FEW else None


def keys(ids: Sequence[int]) -> dict[int, str]:
    """Request → its level now, or with which it ended. One query."""
    return dict(Incident.objects.filter(request__in=list(ids)).values_list("request", "level"))


MARK = requests.Mark("level", lambda: _("Incident level"), choices, narrow, keys)
