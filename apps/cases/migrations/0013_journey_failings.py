"""Seeds the failings of imaging journeys as a scheme of their own, each row with its version and a command as actor."""

from django.db import migrations

from apps.cases.taxonomies import JOURNEY_FAILINGS
from apps.core.actor import command_actor
from apps.core.migrating import create_with_version


def seed(apps, schema_editor):
    """Write the scheme and its terms once."""
    actor = command_actor("migrate cases 0013")
    taxonomy = create_with_version(
        apps,
        "cases",
        "Taxonomy",
        actor,
        code=JOURNEY_FAILINGS.code,
        edition=1,
        title=JOURNEY_FAILINGS.title,
        source_note=JOURNEY_FAILINGS.source,
    )
    for position, (code, label, meaning) in enumerate(JOURNEY_FAILINGS.terms):
        create_with_version(
            apps, "cases", "TaxonomyTerm", actor,
            taxonomy=taxonomy, code=code, label=label, meaning=meaning, position=position,
        )  # fmt: skip


class Migration(migrations.Migration):
    """Reference data; leaving it in place on the way back is harmless."""

    dependencies = [("cases", "0012_studies_readers_and_failures")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
