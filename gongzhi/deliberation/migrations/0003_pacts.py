"""Pacts of places."""

import django.db.models.deletion
import gongzhi.core.clock
import gongzhi.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('deliberation', '0002_gardens_and_talks'),
        ('orgs', '0003_closed_and_renamed'),
        ('places', '0005_figures'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pact',
            fields=[
                ('id', models.BigIntegerField(default=gongzhi.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('title', models.CharField(max_length=100)),
                ('created_at', models.DateTimeField(default=gongzhi.core.clock.now)),
                ('place', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
            ],
        ),
        migrations.CreateModel(
            name='PactVersion',
            fields=[
                ('id', models.BigIntegerField(default=gongzhi.core.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField(null=True)),
                ('text', models.TextField(blank=True, default='')),
                ('undo', models.TextField(null=True)),
                ('repeals', models.BooleanField(default=False)),
                ('note', models.CharField(blank=True, default='', max_length=300)),
                ('basis', models.CharField(blank=True, default='', max_length=120)),
                ('dropped', models.BooleanField(default=False)),
                ('digest', models.CharField(blank=True, default='', max_length=64)),
                ('in_force_on', models.DateField(null=True)),
                ('ended_on', models.DateField(null=True)),
                ('created_at', models.DateTimeField(default=gongzhi.core.clock.now)),
                ('version', models.PositiveIntegerField(default=1)),
                ('made_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.appointment')),
                ('motion', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='deliberation.motion')),
                ('pact', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='deliberation.pact')),
                ('topic', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='pact_version', to='deliberation.topic')),
            ],
        ),
        migrations.AddConstraint(
            model_name='pact',
            constraint=models.UniqueConstraint(fields=('place', 'kind'), name='deliberation_pact_once'),
        ),
        migrations.AddIndex(
            model_name='pactversion',
            index=models.Index(fields=['pact', 'in_force_on'], name='deliberation_pact_force'),
        ),
        migrations.AddConstraint(
            model_name='pactversion',
            constraint=models.UniqueConstraint(fields=('pact', 'number'), name='deliberation_pact_number'),
        ),
        migrations.AddConstraint(
            model_name='pactversion',
            constraint=models.CheckConstraint(condition=models.Q(('in_force_on', None), models.Q(('motion__isnull', False), ('number__isnull', False)), _connector='OR'), name='deliberation_pact_voted'),
        ),
    ]
