"""The schema of an empty database in one piece: every table as the last migration leaves it, instead of the way there.

An installation's tables are made once and not altered a hundred times. What migrations do by code or SQL of their own
(triggers, word indexes, tables without rowid) is done after, in their order, on the tables as they end; then all are
recorded as applied. That this gives the schema of the step-by-step way is compared on both databases
(`tests/prove/test_migrate.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import CreateModel, RunPython, RunSQL, SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.recorder import MigrationRecorder


def is_empty(connection: BaseDatabaseWrapper) -> bool:
    """Whether nothing stands in the database, but perhaps the empty list of migrations."""
    kept = set(connection.introspection.table_names())
    return not kept - {"django_migrations"} and not MigrationRecorder(connection).applied_migrations()


def create(connection: BaseDatabaseWrapper) -> bool:
    """Make the whole schema in one transaction; False, and nothing done, where a migration alters what another made by
    code of its own, so that only the step-by-step way is right."""
    executor = MigrationExecutor(connection)
    plan = [migration for migration, _back in executor.migration_plan(executor.loader.graph.leaf_nodes())]
    by_code = {(m.app_label, name) for m in plan for name in _made_by_code(m)}
    if any((m.app_label, name) in by_code for m in plan for name in _altered(m)):
        return False
    state = executor.loader.project_state()
    executor.recorder.ensure_schema()
    with connection.schema_editor(atomic=True) as editor:
        for model in state.apps.get_models():
            wanted = model._meta.can_migrate(connection) and router.allow_migrate_model(connection.alias, model)
            if wanted and (model._meta.app_label, model._meta.model_name) not in by_code:
                editor.create_model(model)
        while editor.deferred_sql:  # now: what follows drops some of these indexes
            editor.execute(editor.deferred_sql.pop(0), None)
        for migration in plan:
            for operation in _own(migration.operations):
                operation.database_forwards(migration.app_label, editor, state, state)
        for migration in plan:
            executor.recorder.record_applied(migration.app_label, migration.name)
            for label, name in migration.replaces:
                executor.recorder.record_applied(label, name)
    return True


def _own(operations: Sequence[Operation]) -> Iterator[Operation]:
    """What runs code or SQL of its own."""
    for one in operations:
        if isinstance(one, SeparateDatabaseAndState):
            yield from _own(one.database_operations)
        elif isinstance(one, RunPython | RunSQL):
            yield one


def _made_by_code(migration: Migration) -> Iterator[str]:
    """Models whose tables are made by code: the state alone is told of them."""
    for one in migration.operations:
        if isinstance(one, SeparateDatabaseAndState):
            yield from (s.name_lower for s in one.state_operations if isinstance(s, CreateModel))


def _altered(migration: Migration) -> Iterator[str]:
    """Models that ordinary operations alter, by their name."""
    for one in migration.operations:
        yield str(getattr(one, "model_name", "")).lower()
