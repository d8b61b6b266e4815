"""Tracked writes: no change without an actor, and no change without a version row.

A tracked model inherits `TrackedModel` and declares `history = history()`. Single saves go through
django-simple-history's own receivers; bulk work goes through the four functions at the end of this module,
which write the same version rows. Everything else raises (docs/adr/0003).
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar
from uuid import UUID, uuid4

from django.db import models, transaction
from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from simple_history.models import HistoricalRecords
from simple_history.signals import pre_create_historical_record

from apps.core.actor import Actor, current_actor
from apps.core.clock import is_by_day, now, unordered_number

M = TypeVar("M", bound="TrackedModel")


class NoActor(RuntimeError):
    """A tracked record was about to change with nobody to attribute the change to."""


class UntrackedWrite(RuntimeError):
    """A write that would leave no version row was tried on a tracked model."""


@dataclass(frozen=True)
class Change:
    """One act of one actor: every version row written inside shares its id and reason."""

    id: UUID
    reason: str


_change: ContextVar[Change | None] = ContextVar("current_change", default=None)


@contextmanager
def change(reason: str = "") -> Iterator[Change]:
    """Group the writes inside into one change set, in one transaction; an inner call joins the outer set."""
    outer = _change.get()
    joined = Change(outer.id if outer else uuid4(), reason or (outer.reason if outer else ""))
    token = _change.set(joined)
    try:
        with transaction.atomic():
            yield joined
    finally:
        _change.reset(token)


def required_actor() -> Actor:
    """The current actor; raises NoActor when there is none."""
    actor = current_actor()
    if actor is None:
        raise NoActor(
            "A tracked record was about to change with no actor. Wrap the code in acting_as(actor): see docs/how-to."
        )
    return actor


class HistoryStamp(models.Model):
    """What every version row adds to the library's own columns."""

    actor_kind = models.CharField(max_length=12)
    actor_name = models.CharField(max_length=200)
    history_source = models.CharField(max_length=12)
    request_id = models.CharField(max_length=64, blank=True)
    change_set = models.UUIDField(db_index=True)

    class Meta:
        abstract = True


def _stamp() -> dict[str, Any]:
    actor = required_actor()
    joined = _change.get()
    return {
        "actor_kind": actor.kind.value,
        "actor_name": actor.name[:200],
        "history_source": actor.source.value,
        "request_id": actor.request_id[:64],
        "change_set": joined.id if joined else uuid4(),
        "history_user_id": actor.user_id,
    }


def history(**options: Any) -> HistoricalRecords:
    """The version table of a tracked model; `options` are the library's own, such as `excluded_fields`."""
    return HistoricalRecords(
        bases=[HistoryStamp],
        # A plain id, not a key: the trail neither blocks nor follows live rows. People are never deleted.
        history_user_id_field=models.UUIDField(null=True, blank=True),
        history_change_reason_field=models.TextField(null=True, blank=True),
        history_id_field=models.BigAutoField(primary_key=True),
        get_user=lambda **_: None,
        **options,
    )


class TrackedQuerySet(models.QuerySet[M]):
    """A queryset that refuses the writes which would leave no version."""

    def _refuse(self, tried: str, instead: str) -> NoReturn:
        raise UntrackedWrite(f"{self.model.__name__}.objects.{tried} leaves no version; use {instead}.")

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused: use update_tracked."""
        self._refuse("update()", "core.tracking.update_tracked")

    def delete(self) -> NoReturn:
        """Refused: use delete_tracked."""
        self._refuse("delete()", "core.tracking.delete_tracked")

    def bulk_create(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: use bulk_create_tracked."""
        self._refuse("bulk_create()", "core.tracking.bulk_create_tracked")

    def bulk_update(self, objs: Iterable[M], *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: use bulk_update_tracked."""
        self._refuse("bulk_update()", "core.tracking.bulk_update_tracked")


TrackedManager = models.Manager.from_queryset(TrackedQuerySet)


class TrackedModel(models.Model):
    """Base of every clinical, scheduling, permission-granting and configuration record.

    The key is a random UUID (v7 would tell the time of an anonymous submission). `version` starts at 1 and
    rises by one with each change; the version rows of one record are ordered by it.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = TrackedManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and count the version up when the row already exists."""
        if not self._state.adding:
            self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version"}
        # The row and its version row stand or fall together, also outside a request.
        with transaction.atomic():
            super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete in one transaction with the version row that says so."""
        with transaction.atomic():
            return super().delete(*args, **kwargs)


@receiver(pre_save)
@receiver(pre_delete)
def _no_actor_no_write(sender: type[models.Model], **kwargs: Any) -> None:
    # Before the row is written: the library's own receiver runs after it, too late outside a transaction.
    if issubclass(sender, TrackedModel):
        required_actor()


@receiver(pre_create_historical_record)
def _stamp_version(sender: type[models.Model], history_instance: Any, **kwargs: Any) -> None:
    for name, value in _stamp().items():
        setattr(history_instance, name, value)
    history_instance.history_date = now()
    if is_by_day():
        # Between two numbers drawn in order stands the time between their two dates.
        history_instance.history_id = unordered_number()
    joined = _change.get()
    if joined and joined.reason and not history_instance.history_change_reason:
        history_instance.history_change_reason = joined.reason


def version_stamp(history_type: str) -> dict[str, Any]:
    """The columns that a version row written now has besides those of its record; for core.bulk alone."""
    joined = _change.get()
    return {
        **_stamp(),
        "history_date": now(),
        "history_type": history_type,
        "history_change_reason": joined.reason if joined else "",
    }


def _write_versions(rows: Sequence[M], history_type: str) -> None:
    if not rows:
        return
    stamp = _stamp()
    joined = _change.get()
    manager: Any = rows[0].__class__.history  # type: ignore[attr-defined]  # declared on each concrete model
    user_id = stamp.pop("history_user_id")
    manager.bulk_history_create(
        rows,
        batch_size=2000,
        update=history_type == "~",
        default_date=now(),
        default_change_reason=joined.reason if joined else "",
        custom_historical_attrs={**stamp, "history_user_id": user_id},
    )


def bulk_create_tracked(objs: Iterable[M], batch_size: int = 2000) -> list[M]:
    """Create many rows of one model, each with its version row, in one transaction."""
    rows = list(objs)
    if not rows:
        return rows
    required_actor()
    with transaction.atomic():
        rows[0].__class__._base_manager.bulk_create(rows, batch_size=batch_size)
        _write_versions(rows, "+")
    return rows


def bulk_update_tracked(objs: Iterable[M], fields: Sequence[str], batch_size: int = 500) -> int:
    """Update `fields` of many rows of one model, each with its version row; returns how many."""
    rows = list(objs)
    if not rows:
        return 0
    required_actor()
    for row in rows:
        row.version += 1
    with transaction.atomic():
        rows[0].__class__._base_manager.bulk_update(rows, [*fields, "version"], batch_size=batch_size)
        _write_versions(rows, "~")
    return len(rows)


def update_tracked(queryset: models.QuerySet[M], **values: Any) -> int:
    """`queryset.update(**values)` with a version row for each row changed; returns how many."""
    required_actor()
    with transaction.atomic():
        ids = list(queryset.select_for_update().values_list("pk", flat=True))
        plain = queryset.model._base_manager.filter(pk__in=ids)
        plain.update(**values, version=models.F("version") + 1)
        _write_versions(list(plain.all()), "~")
    return len(ids)


def delete_tracked(queryset: models.QuerySet[M]) -> int:
    """Delete each row of the queryset, and what cascades from it, with a version row that says so."""
    required_actor()
    with transaction.atomic():
        rows = list(queryset.select_for_update())
        for row in rows:
            row.delete()
    return len(rows)
