"""The tokens of the index of words get the shelf on which a text stands (`kit.word_index`)."""

from django.db import migrations, models

from gongzhi.kit.word_index import ShelvedIndex

INDEX = ShelvedIndex("requests_words", "matter_id", "requests_words_index")
BATCH = 5000
ON_POSTGRESQL = """
UPDATE requests_words w SET live = m.state IN ('open', 'waiting'), tokens = array_to_tsvector(ARRAY(
    SELECT CASE WHEN m.state IN ('open', 'waiting') THEN 'fff' ELSE lpad(to_hex(w.matter_id >> 53), 3, '0') END
        || t.lexeme FROM unnest(w.tokens) t))
FROM procedures_matter m WHERE m.id = w.matter_id
"""
ON_SQLITE = """
UPDATE requests_words SET live =
    (SELECT m.state IN ('open', 'waiting') FROM procedures_matter m WHERE m.id = requests_words.matter_id)
"""


def shelve(apps, editor):
    link = editor.connection
    if link.vendor == "postgresql":
        editor.execute("DROP INDEX requests_words_tokens")
        editor.execute(ON_POSTGRESQL)
        editor.execute("CREATE INDEX requests_words_tokens ON requests_words USING gin (tokens)")
        return
    editor.execute(ON_SQLITE)
    editor.execute("DROP TABLE requests_words_index")
    editor.execute("CREATE VIRTUAL TABLE requests_words_index USING fts5(tokens, content='', detail=none)")
    last = 0
    with link.cursor() as read, link.cursor() as write:
        while True:
            some = "SELECT matter_id, text, live FROM requests_words WHERE matter_id > %s ORDER BY matter_id LIMIT %s"
            rows = read.execute(some, [last, BATCH]).fetchall()
            if not rows:
                break
            write.executemany(
                "INSERT INTO requests_words_index (rowid, tokens) VALUES (%s, %s)",
                [(row[0], INDEX.tokens(row)) for row in rows],
            )
            last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [
        ("requests", "0006_leaner_indexes"),
    ]

    operations = [
        migrations.AddField("words", "live", models.BooleanField(default=True)),
        migrations.RunPython(shelve, migrations.RunPython.noop),
    ]
