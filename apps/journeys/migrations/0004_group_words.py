"""Ships the words for patient groups and priorities. Words only: no limit belongs to any of them."""

import datetime
from uuid import NAMESPACE_URL, uuid4, uuid5

from django.db import migrations

WORDS = (
    ("patient_group", "emergency_department", "Emergency department"),
    ("patient_group", "inpatient", "Inpatient"),
    ("patient_group", "outpatient", "Outpatient"),
    ("patient_group", "gp", "General practice"),
    ("patient_group", "urgent_suspected_cancer", "Urgent suspected cancer"),
    ("priority", "urgent", "Urgent"),
    ("priority", "routine", "Routine"),
)


def key_of(kind, code):
    """Return the same id in every installation, so that all speak of the same row."""
    return uuid5(NAMESPACE_URL, f"urn:journeys:study-group:{kind}:{code}")


def ship(apps, schema_editor):
    """Create the rows and their first versions; the ordinary receivers do not run in a migration."""
    group, versions = apps.get_model("journeys", "StudyGroup"), apps.get_model("journeys", "HistoricalStudyGroup")
    at, together = datetime.datetime.now(tz=datetime.UTC), uuid4()
    for kind, code, label in WORDS:
        values = {"id": key_of(kind, code), "version": 1, "kind": kind, "code": code, "label": label}
        group(**values).save()
        versions.objects.create(
            **values,
            history_date=at,
            history_type="+",
            history_change_reason="Shipped with the product",
            actor_kind="command",
            actor_name="migrate",
            history_source="migration",
            change_set=together,
        )


def withdraw(apps, schema_editor):
    """Remove the rows; their versions go with the tables."""
    ids = [key_of(kind, code) for kind, code, _label in WORDS]
    apps.get_model("journeys", "StudyGroup").objects.filter(id__in=ids).delete()


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [("journeys", "0003_the_delay_clock")]

    operations = [migrations.RunPython(ship, withdraw)]
