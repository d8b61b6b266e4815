"""For data migrations: a row and its version row with a command as actor, on historical model classes."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from apps.core.actor import Actor


def create_with_version(apps: Any, app: str, model: str, actor: Actor, **values: Any) -> Any:
    """Create a row of a tracked model inside a migration, where the library's receivers do not run."""
    row = apps.get_model(app, model).objects.create(id=uuid4(), version=1, **values)
    version_model = apps.get_model(app, f"Historical{model}")
    fields = {field.attname for field in version_model._meta.fields}
    own = {f.attname: getattr(row, f.attname) for f in row._meta.fields if f.attname in fields}
    version_model.objects.create(
        **own,
        history_date=timezone.now(),
        history_type="+",
        history_change_reason="reference data",
        history_user_id=actor.user_id,
        actor_kind=actor.kind.value,
        actor_name=actor.name,
        history_source="migration",
        request_id="",
        change_set=uuid4(),
    )
    return row
