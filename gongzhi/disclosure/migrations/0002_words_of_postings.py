"""The index of words of the boards: of what was published, as it was published."""

import django.db.models.deletion
from django.db import migrations, models

from gongzhi.kit.search import folded
from gongzhi.kit.word_index import WordIndex

INDEX = WordIndex("disclosure_words", "posting_id", "disclosure_words_index")
BATCH = 500


def fill(apps, editor):
    postings, last = apps.get_model("disclosure", "Posting").objects.order_by("pk"), 0
    while rows := list(postings.filter(pk__gt=last).values_list("pk", "title", "question", "text")[:BATCH]):
        INDEX.put([(pk, "\n".join(folded(part) for part in parts)) for pk, *parts in rows])
        last = rows[-1][0]


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Words",
            fields=[
                (
                    "posting",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="+",
                        serialize=False, to="disclosure.posting",
                    ),
                ),
                ("text", models.TextField()),
            ],
        ),
        migrations.RunPython(INDEX.make, INDEX.unmake),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
