"""Seeds RADPEER as a reference scheme, switched off, each row with its version and a command as actor."""

from datetime import date

from django.db import migrations

from apps.cases.taxonomies import RADPEER
from apps.core.actor import command_actor
from apps.core.migrating import create_with_version


def seed(apps, schema_editor):
    """Write the scheme and its scores once."""
    actor = command_actor("migrate cases 0015")
    taxonomy = create_with_version(
        apps,
        "cases",
        "Taxonomy",
        actor,
        code=RADPEER.code,
        edition=1,
        title=RADPEER.title,
        source_note=RADPEER.source,
        purpose="reference",
        is_active=False,
        active_from=date(2000, 1, 1),
    )
    for position, (code, label, meaning) in enumerate(RADPEER.terms):
        create_with_version(
            apps, "cases", "TaxonomyTerm", actor,
            taxonomy=taxonomy, code=code, label=label, meaning=meaning, position=position,
        )  # fmt: skip


class Migration(migrations.Migration):
    """Reference data; leaving it in place on the way back is harmless."""

    dependencies = [("cases", "0014_taxonomies_in_editions")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
