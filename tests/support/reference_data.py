"""Puts back what migrations loaded, after a test that empties the tables to undo its committed rows."""

from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import connection, transaction


@dataclass
class ReferenceData:
    """The rows of our own tables as the migrations left them, by table."""

    rows: dict[str, tuple[list[str], list[tuple[Any, ...]]]] = field(default_factory=dict)

    @classmethod
    def of_a_new_database(cls) -> "ReferenceData":
        """Read them, as the database itself gives and takes them."""
        found = cls()
        with connection.cursor() as cursor:
            for table in _own_tables():
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
                rows = cursor.fetchall()
                if rows:
                    found.rows[table] = ([column[0] for column in cursor.description], rows)
        return found

    def put_back(self) -> None:
        """Insert the rows of each table that is empty now; foreign keys are looked at when all are in."""
        with transaction.atomic(), connection.cursor() as cursor:
            for table, (columns, rows) in self.rows.items():
                name = connection.ops.quote_name(table)
                cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")  # noqa: S608 - our own tables
                if cursor.fetchone():
                    continue
                names = ", ".join(connection.ops.quote_name(column) for column in columns)
                places = ", ".join(["%s"] * len(columns))
                cursor.executemany(f"INSERT INTO {name} ({names}) VALUES ({places})", rows)  # noqa: S608 - as above


def end_other_sessions() -> None:
    """Let a database of the tests be dropped though a browser's last request still holds a session."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _own_tables() -> list[str]:
    models = [model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("apps.")]
    return sorted({model._meta.db_table for model in models if model._meta.managed and not model._meta.proxy})
