"""Sessions in the database that know whose they are, so that somebody can see and end the own ones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from gongzhi.core import clock
from gongzhi.kit.db.select import fetch
from gongzhi.people.models import Session
from gongzhi.people.rules.door import WHERE


class SessionStore(DatabaseStore):
    """Django's store of the database with an account and the place of sign-in beside the data."""

    seen_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The rows."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        """As Django's, by a statement that is kept: every page of somebody signed in passes here."""
        live = "WHERE t.session_key = %s AND t.expire_date > %s"
        found = next(iter(fetch(Session, live, [self.session_key, clock.now()])), None)
        self.seen_at = found.seen_at if found is not None else None
        if found is None:
            self._session_key = None  # as Django does: a key that stands for nothing is not taken over
        return found

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row of that data; whose it is stands in the data as Django's `login` left it."""
        row: Any = super().create_model_instance(data)
        where = data.get(WHERE) or {}
        row.account_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.network, row.device = where.get("network", ""), where.get("device", "")
        row.started_at = datetime.fromisoformat(where["at"]) if "at" in where else None
        row.seen_at = clock.now()
        return row
