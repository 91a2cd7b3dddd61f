"""A step that supervisors hold is left by nobody: the database refuses it until the hold has ended."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations

HELD = """SELECT 1 FROM procedures_clock c
    WHERE c.matter_id = NEW.id AND c.name = 'hold' AND c.running_since IS NOT NULL"""
SQLITE = f"""
CREATE TRIGGER procedures_held BEFORE UPDATE OF step ON procedures_matter
WHEN OLD.step <> NEW.step AND EXISTS ({HELD})
BEGIN SELECT RAISE(ABORT, 'the supervisors hold this step'); END
"""
FUNCTION = f"""
CREATE FUNCTION procedures_held() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS ({HELD}) THEN
    RAISE EXCEPTION 'the supervisors hold this step' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""
TRIGGER = """
CREATE TRIGGER procedures_held BEFORE UPDATE OF step ON procedures_matter
FOR EACH ROW WHEN (OLD.step IS DISTINCT FROM NEW.step) EXECUTE FUNCTION procedures_held()
"""


def guard(apps: Any, editor: Any) -> None:
    """A later migration that alters procedures_matter on SQLite makes the table anew and must make this again."""
    for statement in (SQLITE,) if editor.connection.vendor == "sqlite" else (FUNCTION, TRIGGER):
        editor.execute(statement)


def unguard(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER procedures_held")
    else:
        editor.execute("DROP TRIGGER procedures_held ON procedures_matter")
        editor.execute("DROP FUNCTION procedures_held()")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("procedures", "0008_meetings_decide")]

    operations: ClassVar = [migrations.RunPython(guard, unguard)]
