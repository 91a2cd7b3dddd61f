"""Who calls, and how often: one indexed SELECT a call; calls are counted in the database by leases."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import connection

from gongzhi.core import clock
from gongzhi.core.errors import TooMany
from gongzhi.exchange.queries.tokens import Caller, NoToken
from gongzhi.exchange.rules.tokens import Leases, digest
from gongzhi.kit.db.select import select

_leases = Leases()
_LOOK_UP = """
SELECT id, scopes, per_minute, person_id, post_id FROM exchange_token
WHERE digest = %s AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > %s)
"""
# In the right-hand sides the old values stand. A minute far ahead is of a clock that was set back.
_LEASE = """
UPDATE exchange_token
SET taken = CASE WHEN minute = %s THEN taken + %s ELSE %s END, minute = %s, used_at = %s
WHERE id = %s AND (minute < %s OR minute > %s + 1 OR (minute = %s AND taken < per_minute))
RETURNING taken, per_minute
"""


def caller_of(secret: str) -> Caller:
    """The caller whose token this is. Raises NoToken (unknown, expired, revoked alike), TooMany.

    The limit holds over all processes: each takes calls of the running minute from the token's row in growing blocks,
    one UPDATE a block, and counts them down in memory. What a process took and did not use is lost for that minute.
    """
    now = clock.now()
    rows = select(_LOOK_UP, [digest(secret), now]) if 0 < len(secret) <= 200 else []
    if not rows:
        raise NoToken()
    token_id, scopes_json, per_minute, person_id, post_id = rows[0]
    minute = int(now.timestamp()) // 60
    if not _leases.take(token_id, minute, per_minute, lambda block: _lease(token_id, minute, block, now)):
        raise TooMany("This program calls too often. Please wait a minute.", retry_after=60 - now.second)
    held = json.loads(scopes_json) if isinstance(scopes_json, str) else scopes_json
    return Caller(token_id, frozenset(held), person_id, post_id)


def _lease(token_id: int, minute: int, block: int, now: datetime) -> int:
    """Take up to `block` calls of that minute; how many were left to take."""
    used = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(_LEASE, [minute, block, block, minute, used, token_id, minute, minute, minute])
        row = cursor.fetchone()
    return block - max(0, row[0] - row[1]) if row else 0
