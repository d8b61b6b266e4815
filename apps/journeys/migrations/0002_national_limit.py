"""Ships the one national limit, locked, with its source; every other limit is entered by a trust."""

import datetime
from uuid import UUID, uuid4

from django.db import migrations

# Fixed, so that every installation speaks of the same row.
NATIONAL_LIMIT = UUID("5d9c3f6e-2f0b-4a53-8a3c-0d5a7b7f6e28")
VALUES = {
    "label": "No report later than four weeks after the examination",
    "patient_group": "",
    "start_stage": "acquisition",
    "stop_stage": "verification",
    "amount": 28,
    "unit": "calendar_days",
    "source_note": (
        "NHS England, Diagnostic imaging reporting turnaround times, in force from 9 August 2023: time from the "
        "examination to a verified report that is available to the referrer; all patient groups."
    ),
    "active_from": datetime.date(2023, 8, 9),
    "locked": True,
}


def ship(apps, schema_editor):
    """Create the row and its first version; the ordinary receivers do not run in a migration."""
    limit = apps.get_model("journeys", "StageLimit")(id=NATIONAL_LIMIT, **VALUES)
    limit.save()
    apps.get_model("journeys", "HistoricalStageLimit").objects.create(
        id=NATIONAL_LIMIT,
        version=1,
        **VALUES,
        history_date=datetime.datetime.now(tz=datetime.UTC),
        history_type="+",
        history_change_reason="Shipped with the product",
        actor_kind="command",
        actor_name="migrate",
        history_source="migration",
        change_set=uuid4(),
    )


def withdraw(apps, schema_editor):
    """Remove the row; its versions go with the tables."""
    apps.get_model("journeys", "StageLimit").objects.filter(id=NATIONAL_LIMIT).delete()


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("journeys", "0001_initial")]

    operations = [migrations.RunPython(ship, withdraw)]
