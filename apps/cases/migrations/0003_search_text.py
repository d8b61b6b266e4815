"""The words that cases are found by, filled for the cases that are there; on PostgreSQL with an index of words."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from apps.cases.queries.search import search_text_of

SHOWN = ("title", "vignette", "question", "reveal")


def add_word_index(apps: Any, schema_editor: Any) -> None:
    """The words as they stand, without a language's parser: the same answers as on SQLite."""
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(
        "ALTER TABLE cases_casesearchtext ADD COLUMN words tsvector GENERATED ALWAYS AS "
        "(array_to_tsvector(array_remove(string_to_array(text, ' '), ''))) STORED"
    )
    # Without the pending list: one search never pays for the writes of a thousand others.
    schema_editor.execute(
        "CREATE INDEX case_search_words ON cases_casesearchtext USING gin (words) WITH (fastupdate = off)"
    )


def fill(apps: Any, schema_editor: Any) -> None:
    """The words of every case that was logged before."""
    case_model, search_model = apps.get_model("cases", "Case"), apps.get_model("cases", "CaseSearchText")
    copies = {}
    for row in apps.get_model("cases", "PresentationCopy").objects.values("case_id", *SHOWN).iterator():
        copies[row["case_id"]] = [row[name] for name in SHOWN]
    cases = case_model.objects.values_list("pk", "reference", "narrative", "body_region", "subspecialty")
    rows = (
        search_model(case_id=pk, text=search_text_of(reference, [*words, *copies.get(pk, [])]))
        for pk, reference, *words in cases.iterator()
    )
    search_model.objects.bulk_create(rows, batch_size=1_000)


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_taxonomies")]

    operations = [
        migrations.CreateModel(
            name="CaseSearchText",
            fields=[
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="cases.case",
                    ),
                ),
                ("text", models.TextField()),
            ],
        ),
        migrations.RunPython(add_word_index, migrations.RunPython.noop, elidable=False),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
