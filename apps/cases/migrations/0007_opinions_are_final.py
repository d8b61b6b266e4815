"""Views that were committed before are marked as revealed, and the database refuses to change a committed view."""

from typing import Any
from uuid import uuid4

from django.db import migrations
from django.utils import timezone

REFUSAL = "A committed opinion is never altered."
# What was said, by whom and when. Writing the same again is no change.
SAID = (
    "case_id", "reviewer_id", "after_reveal", "view", "finding_term_id", "confidence", "recommendation", "learning",
    "declared_not_read", "was_blind", "committed_at",
)  # fmt: skip


def mark_revealed(apps: Any, schema_editor: Any) -> None:
    """Until now the outcome was open to a reviewer from the moment of the first view; the row says so from here on."""
    opinion_model = apps.get_model("cases", "Opinion")
    model, versions = apps.get_model("cases", "ReviewAssignment"), apps.get_model("cases", "HistoricalReviewAssignment")
    stored = {field.attname for field in versions._meta.fields}
    change_set = uuid4()
    first = opinion_model.objects.filter(after_reveal=False).values_list("case_id", "reviewer_id", "committed_at")
    committed = {(case_id, reviewer_id): at for case_id, reviewer_id, at in first.iterator(chunk_size=1_000)}
    for row in model.objects.filter(revealed_at__isnull=True).iterator(chunk_size=1_000):
        at = committed.get((row.case_id, row.reviewer_id))
        if at is None:
            continue
        row.revealed_at, row.version = at, row.version + 1
        row.save(update_fields=["revealed_at", "version"])
        versions.objects.create(
            **{field.attname: getattr(row, field.attname) for field in row._meta.fields if field.attname in stored},
            history_date=timezone.now(), history_type="~",
            history_change_reason="a view was committed before this moment was kept",
            actor_kind="command", actor_name="migrate cases 0007", history_source="migration", change_set=change_set,
        )  # fmt: skip


def refuse_changes(apps: Any, schema_editor: Any) -> None:
    """A trigger on either database. A later migration that rebuilds the table on SQLite has to make it again."""
    differs = "IS DISTINCT FROM" if schema_editor.connection.vendor == "postgresql" else "IS NOT"
    altered = " OR ".join(f"OLD.{name} {differs} NEW.{name}" for name in SAID)
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE FUNCTION cases_opinion_is_final() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        schema_editor.execute(
            "CREATE TRIGGER cases_opinion_is_final BEFORE UPDATE ON cases_opinion "
            f"FOR EACH ROW WHEN ({altered}) EXECUTE FUNCTION cases_opinion_is_final()"
        )
        return
    schema_editor.execute(
        f"CREATE TRIGGER cases_opinion_is_final BEFORE UPDATE ON cases_opinion WHEN {altered} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_blind_review")]

    operations = [
        migrations.RunPython(mark_revealed, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(refuse_changes, migrations.RunPython.noop, elidable=False),
    ]
