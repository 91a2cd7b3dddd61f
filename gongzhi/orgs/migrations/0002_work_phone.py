"""The work phone of a post, as the office publishes it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="post", name="phone", field=models.CharField(blank=True, default="", max_length=20)
        ),
    ]
