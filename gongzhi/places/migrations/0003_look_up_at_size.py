from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("places", "0002_plain_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="place",
            index=models.Index(fields=["name"], name="places_name", opclasses=["varchar_pattern_ops"]),
        ),
        migrations.AddIndex(
            model_name="place",
            index=models.Index(condition=models.Q(("lon__isnull", False)), fields=["code"], name="places_pointed"),
        ),
    ]
