from django.db import migrations, models
from django.db.models.functions import Length


class Migration(migrations.Migration):
    dependencies = [("places", "0003_look_up_at_size")]

    operations = [
        migrations.AddIndex(
            model_name="place",
            index=models.Index(
                models.Func(
                    models.F("name"),
                    function="substr",
                    template="%(function)s(%(expressions)s, 1, 1)",
                    output_field=models.CharField(),
                ),
                Length("path"),
                "code",
                "id",
                name="places_first",
            ),
        ),
    ]
