from django.db import migrations, models

import gongzhi.core.clock


class Migration(migrations.Migration):
    """When rows that stand there already were entered is not known."""

    dependencies = [
        ("property", "0002_estate_name"),
    ]

    operations = [
        operation
        for model in ("income", "subsidy")
        for operation in (
            migrations.AddField(model, "after_fact", models.BooleanField(default=False)),
            migrations.AddField(model, "entered_at", models.DateTimeField(null=True)),
            migrations.AlterField(
                model, "entered_at", models.DateTimeField(null=True, default=gongzhi.core.clock.now)
            ),
        )
    ]
