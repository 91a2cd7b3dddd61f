from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('notices', '0002_mail_and_wechat'),
    ]

    # Of PostgreSQL, for LIKE on a key that is only ever looked up whole; every message paid for it.
    operations = [
        migrations.RunSQL("DROP INDEX IF EXISTS notices_message_key_1184b738_like", migrations.RunSQL.noop),
    ]
