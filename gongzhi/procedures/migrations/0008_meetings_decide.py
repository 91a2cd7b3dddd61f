"""Steps of procedures with meetings are passed in order: the database refuses the rest."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models

KNOWN = """SELECT 1 FROM procedures_passage p
    WHERE p.revision_id = NEW.revision_id AND p.procedure = NEW.procedure"""
SQLITE = f"""
CREATE TRIGGER procedures_in_order BEFORE UPDATE OF step ON procedures_matter
WHEN OLD.step <> NEW.step AND EXISTS ({KNOWN})
  AND NOT EXISTS ({KNOWN} AND p.from_step = OLD.step AND p.to_step = NEW.step)
BEGIN SELECT RAISE(ABORT, 'a step of the procedure may not be skipped'); END
"""
FUNCTION = f"""
CREATE FUNCTION procedures_in_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS ({KNOWN}) AND NOT EXISTS ({KNOWN} AND p.from_step = OLD.step AND p.to_step = NEW.step) THEN
    RAISE EXCEPTION 'a step of the procedure may not be skipped' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$
"""
TRIGGER = """
CREATE TRIGGER procedures_in_order BEFORE UPDATE OF step ON procedures_matter
FOR EACH ROW WHEN (OLD.step IS DISTINCT FROM NEW.step) EXECUTE FUNCTION procedures_in_order()
"""


def guard(apps: Any, editor: Any) -> None:
    """A later migration that alters procedures_matter on SQLite makes the table anew and must make this again."""
    for statement in (SQLITE,) if editor.connection.vendor == "sqlite" else (FUNCTION, TRIGGER):
        editor.execute(statement)


def unguard(apps: Any, editor: Any) -> None:
    if editor.connection.vendor == "sqlite":
        editor.execute("DROP TRIGGER procedures_in_order")
    else:
        editor.execute("DROP TRIGGER procedures_in_order ON procedures_matter")
        editor.execute("DROP FUNCTION procedures_in_order()")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("procedures", "0007_closed_late")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision_id", models.BigIntegerField()),
                ("procedure", models.CharField(max_length=81)),
                ("from_step", models.CharField(max_length=40)),
                ("to_step", models.CharField(max_length=40)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("revision_id", "procedure", "from_step", "to_step"), name="procedures_passage_once"
                    )
                ]
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
