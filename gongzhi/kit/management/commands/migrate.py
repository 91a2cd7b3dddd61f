"""Django's `migrate`, with an empty database made in one piece (`whole_schema`)."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from gongzhi.kit.db import whole_schema

_STEPS = ("app_label", "migration_name", "fake", "fake_initial", "plan", "check_unapplied", "prune")


class Command(migrate.Command):
    """`migrate`; of an empty database it says that all tables were made."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        connection = connections[options["database"]]
        asked = any(options.get(name) for name in _STEPS)
        made = not asked and whole_schema.is_empty(connection) and whole_schema.create(connection)
        if made and options["verbosity"] > 0:
            self.stdout.write("All tables of the empty database were made in one piece.")
        return super().handle(*args, **options)
