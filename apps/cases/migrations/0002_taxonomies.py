"""Seeds the coding schemes, each row with its version and a command as actor."""

from django.db import migrations

from apps.cases.taxonomies import SCHEMES
from apps.core.actor import command_actor
from apps.core.migrating import create_with_version


def seed(apps, schema_editor):
    """Write each scheme and its terms once."""
    actor = command_actor("migrate cases 0002")
    for scheme in SCHEMES:
        taxonomy = create_with_version(
            apps, "cases", "Taxonomy", actor, code=scheme.code, edition=1, title=scheme.title, source_note=scheme.source
        )
        for position, (code, label, meaning) in enumerate(scheme.terms):
            create_with_version(
                apps,
                "cases",
                "TaxonomyTerm",
                actor,
                taxonomy=taxonomy,
                code=code,
                label=label,
                meaning=meaning,
                position=position,
            )


class Migration(migrations.Migration):
    """Reference data; leaving it in place on the way back is harmless."""

    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
