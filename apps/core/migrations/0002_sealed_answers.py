"""Answers that are remembered for a day are sealed from now on.

Those of the last day are dropped while their keys stay: a repetition of one of them is refused, and not done twice.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="idempotencykey",
            name="request_hash",
        ),
        migrations.RemoveField(
            model_name="idempotencykey",
            name="response_body",
        ),
        migrations.RemoveField(
            model_name="idempotencykey",
            name="response_status",
        ),
        migrations.AddField(
            model_name="idempotencykey",
            name="sealed",
            field=models.JSONField(default=dict),
        ),
    ]
