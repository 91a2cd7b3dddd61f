"""What the database itself refuses: a frozen register gains, loses and changes nobody; secret ballots lie without rowid.

On SQLite the three tables of secret ballots are WITHOUT ROWID: they are ordered by their key of chance alone. On
PostgreSQL `ctid` and `xmin` tell one batch from another and nothing within it (see `actions/sealing.py`).
"""

from django.db import migrations, models

TABLES = {
    "voting_waiting": "spent varchar(64) NOT NULL PRIMARY KEY, poll_id bigint NOT NULL, sealed text NOT NULL",
    "voting_spent": "spent varchar(64) NOT NULL PRIMARY KEY, poll_id bigint NOT NULL",
    "voting_ballot": "id bigint NOT NULL PRIMARY KEY, poll_id bigint NOT NULL, choice varchar(400) NOT NULL",
}
FROZEN = "the register is frozen"
VOTED = "votes have been given by this register"
SQLITE = [
    f"""CREATE TRIGGER voting_no_more_electors BEFORE INSERT ON voting_elector
WHEN (SELECT state FROM voting_electorate WHERE id = NEW.electorate_id) NOT IN ('draft', 'published')
BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END""",
    f"""CREATE TRIGGER voting_no_fewer_electors BEFORE DELETE ON voting_elector
WHEN (SELECT state FROM voting_electorate WHERE id = OLD.electorate_id) = 'frozen'
BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END""",
    f"""CREATE TRIGGER voting_same_electors BEFORE UPDATE OF id, electorate_id, name, household, area ON voting_elector
WHEN (SELECT state FROM voting_electorate WHERE id = OLD.electorate_id) = 'frozen' OR NEW.electorate_id <> OLD.electorate_id
BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END""",
    f"""CREATE TRIGGER voting_stays_frozen BEFORE UPDATE OF state ON voting_electorate
WHEN OLD.state IN ('frozen', 'archived') AND NEW.state IN ('draft', 'published') AND EXISTS (SELECT 1 FROM voting_voice v
JOIN voting_poll p ON p.id = v.poll_id WHERE p.electorate_id = OLD.id)
BEGIN SELECT RAISE(ABORT, '{VOTED}'); END""",
]
DROP_SQLITE = ["voting_no_more_electors", "voting_no_fewer_electors", "voting_same_electors", "voting_stays_frozen"]
POSTGRESQL = [
    f"""CREATE FUNCTION voting_guard_elector() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE at text;
BEGIN
    SELECT state INTO at FROM voting_electorate
        WHERE id = (CASE WHEN TG_OP = 'DELETE' THEN OLD.electorate_id ELSE NEW.electorate_id END);
    IF TG_OP = 'INSERT' AND at NOT IN ('draft', 'published') THEN RAISE EXCEPTION '{FROZEN}' USING ERRCODE = '23514'; END IF;
    IF TG_OP = 'DELETE' THEN
        IF at = 'frozen' THEN RAISE EXCEPTION '{FROZEN}' USING ERRCODE = '23514'; END IF;
        RETURN OLD;
    END IF;
    IF TG_OP = 'UPDATE' AND (at = 'frozen' OR NEW.electorate_id <> OLD.electorate_id) AND
        (NEW.id, NEW.electorate_id, NEW.name, NEW.household, COALESCE(NEW.area, 0)) IS DISTINCT FROM
        (OLD.id, OLD.electorate_id, OLD.name, OLD.household, COALESCE(OLD.area, 0))
        THEN RAISE EXCEPTION '{FROZEN}' USING ERRCODE = '23514'; END IF;
    RETURN NEW;
END $$""",
    """CREATE TRIGGER voting_guard_elector BEFORE INSERT OR UPDATE OR DELETE ON voting_elector
FOR EACH ROW EXECUTE FUNCTION voting_guard_elector()""",
    f"""CREATE FUNCTION voting_guard_electorate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('frozen', 'archived') AND NEW.state IN ('draft', 'published') AND EXISTS (
        SELECT 1 FROM voting_voice v JOIN voting_poll p ON p.id = v.poll_id WHERE p.electorate_id = OLD.id)
        THEN RAISE EXCEPTION '{VOTED}' USING ERRCODE = '23514'; END IF;
    RETURN NEW;
END $$""",
    """CREATE TRIGGER voting_guard_electorate BEFORE UPDATE OF state ON voting_electorate
FOR EACH ROW EXECUTE FUNCTION voting_guard_electorate()""",
]
DROP_POSTGRESQL = [
    "DROP TRIGGER IF EXISTS voting_guard_elector ON voting_elector",
    "DROP TRIGGER IF EXISTS voting_guard_electorate ON voting_electorate",
    "DROP FUNCTION IF EXISTS voting_guard_elector, voting_guard_electorate",
]


def make(apps, editor):
    sqlite = editor.connection.vendor == "sqlite"
    for name, columns in TABLES.items():
        editor.execute(f"CREATE TABLE {name} ({columns}){' WITHOUT ROWID' if sqlite else ''}")
        editor.execute(f"CREATE INDEX {name}_poll ON {name} (poll_id)")
    for statement in SQLITE if sqlite else POSTGRESQL:
        editor.execute(statement, params=None)


def unmake(apps, editor):
    sqlite = editor.connection.vendor == "sqlite"
    for statement in [f"DROP TRIGGER IF EXISTS {n}" for n in DROP_SQLITE] if sqlite else DROP_POSTGRESQL:
        editor.execute(statement, params=None)
    for name in TABLES:
        editor.execute(f"DROP TABLE {name}")


class Migration(migrations.Migration):
    dependencies = [
        ("voting", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(make, unmake)],
            state_operations=[
                migrations.CreateModel(
                    "Waiting",
                    [
                        ("spent", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ("poll_id", models.BigIntegerField()),
                        ("sealed", models.TextField()),
                    ],
                ),
                migrations.CreateModel(
                    "Spent",
                    [
                        ("spent", models.CharField(max_length=64, primary_key=True, serialize=False)),
                        ("poll_id", models.BigIntegerField()),
                    ],
                ),
                migrations.CreateModel(
                    "Ballot",
                    [
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("poll_id", models.BigIntegerField()),
                        ("choice", models.CharField(blank=True, max_length=400)),
                    ],
                ),
            ],
        ),
    ]
