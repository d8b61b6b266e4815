"""For each tracked model and each way of writing it: the version is there, and it says who.

Generated: a new tracked model is covered as soon as it exists. `furnish` must make one row of it.
"""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError

from apps.accounts.models import Site
from apps.cases.models import Case
from apps.core.actor import Actor, ActorKind, Source, acting_as, command_actor
from apps.core.errors import Refused
from apps.core.tracking import (
    NoActor,
    TrackedModel,
    UntrackedWrite,
    bulk_create_tracked,
    bulk_update_tracked,
    change,
    delete_tracked,
    update_tracked,
)
from tests.support.furnished import furnish
from tests.support.inventory import label, tracked_models
from tests.support.worlds import world

pytestmark = pytest.mark.django_db

PERSON = uuid4()
# One of each kind that can reach a tracked write; a job and a token stand for the person behind them.
ACTORS = {
    "page": Actor(kind=ActorKind.PERSON, name="Wanda Clerk", user_id=PERSON, source=Source.PAGE, request_id="r-page"),
    "api": Actor(kind=ActorKind.SERVICE, name="Token of W", user_id=PERSON, source=Source.API, request_id="r-api"),
    "job": Actor(kind=ActorKind.JOB, name="Wanda Clerk", user_id=PERSON, source=Source.JOB, request_id="r-job"),
    "admin": Actor(kind=ActorKind.PERSON, name="Wanda", user_id=PERSON, source=Source.ADMIN, request_id="r-admin"),
    "command": command_actor("import"),
    "anonymous": Actor(kind=ActorKind.ANONYMOUS, name="anonymous", request_id=""),
}
# Rows that refuse to be saved again: a committed opinion stands as it is.
NEVER_SAVED_AGAIN = {"cases.Opinion"}


@pytest.fixture(scope="module")
def rows(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, UUID]]:
    """The key of one row of each tracked model; made once, undone at the end of the file."""
    with django_db_blocker.unblock(), transaction.atomic():
        with acting_as(command_actor("test")):
            built = world()
            furnish(built, built.north)
            _what_nothing_else_makes(built)
        found = {label(model): model._base_manager.order_by("pk").first() for model in tracked_models()}
        yield {name: row.pk for name, row in found.items() if row is not None}
        transaction.set_rollback(True)


def _what_nothing_else_makes(built: Any) -> None:
    Site.objects.create(trust=built.first, code="S1", name="Riverside General")


def take(model: type[TrackedModel], rows: dict[str, UUID]) -> Any:
    return model._base_manager.get(pk=rows[label(model)])


def versions(model: type[TrackedModel], pk: UUID) -> list[Any]:
    return list(model.history.filter(id=pk).order_by("history_id"))  # type: ignore[attr-defined]  # declared by history()


def plain_field(model: type[TrackedModel]) -> str:
    """A column that can be written with the value that it has."""
    skip = ("id", "version")
    return next(field.name for field in model._meta.fields if field.name not in skip and field.concrete)


def gone(row: TrackedModel) -> Any:
    """The same row as a new one: what was there is taken out behind the trail's back."""
    type(row)._base_manager.filter(pk=row.pk)._raw_delete(using="default")
    row._state.adding = True
    return row


def delete_with_what_protects_it(row: TrackedModel, do: Callable[[], Any]) -> Any:
    """Delete although others point to it; the caller undoes all of it."""
    while True:
        try:
            with transaction.atomic():
                return do()
        except (ProtectedError, RestrictedError) as held:
            objects = getattr(held, "protected_objects", None) or held.restricted_objects  # type: ignore[union-attr]
            for one in list(objects):
                type(one)._base_manager.filter(pk=one.pk)._raw_delete(using="default")


def save_new(row: TrackedModel) -> None:
    gone(row).save()


def save_again(row: TrackedModel) -> None:
    if label(type(row)) in NEVER_SAVED_AGAIN:
        with pytest.raises(Refused):
            row.save()
        update_tracked(type(row)._base_manager.filter(pk=row.pk), **same(row))
        return
    row.save()


def save_one_column(row: TrackedModel) -> None:
    if label(type(row)) in NEVER_SAVED_AGAIN:
        save_again(row)
        return
    row.save(update_fields=[plain_field(type(row))])


def same(row: TrackedModel) -> dict[str, Any]:
    name = plain_field(type(row))
    return {name: getattr(row, name)}


def create_many(row: TrackedModel) -> None:
    bulk_create_tracked([gone(row)])


def update_many(row: TrackedModel) -> None:
    bulk_update_tracked([row], [plain_field(type(row))])


def update_a_query(row: TrackedModel) -> None:
    update_tracked(type(row)._default_manager.filter(pk=row.pk), **same(row))


def delete_it(row: TrackedModel) -> None:
    delete_with_what_protects_it(row, row.delete)


def delete_a_query(row: TrackedModel) -> None:
    delete_with_what_protects_it(row, lambda: delete_tracked(type(row)._default_manager.filter(pk=row.pk)))


PATHS: dict[str, tuple[Callable[[Any], None], str]] = {
    "save a new row": (save_new, "+"),
    "save again": (save_again, "~"),
    "save one column": (save_one_column, "~"),
    "bulk create": (create_many, "+"),
    "bulk update": (update_many, "~"),
    "update a query": (update_a_query, "~"),
    "delete": (delete_it, "-"),
    "delete a query": (delete_a_query, "-"),
}


@pytest.mark.parametrize("model", tracked_models(), ids=label)
@pytest.mark.parametrize("path", PATHS)
def test_the_write_leaves_a_version_that_says_who_when_and_why(
    path: str, model: type[TrackedModel], rows: dict[str, UUID]
) -> None:
    write, kind = PATHS[path]
    row = take(model, rows)
    before = len(versions(model, row.pk))
    actor = ACTORS["page"]

    with transaction.atomic():
        with acting_as(actor), change(reason="as the test says") as joined:
            write(row)
        added = versions(model, rows[label(model)])[before:]
        transaction.set_rollback(True)

    assert [one.history_type for one in added] == [kind]
    (version,) = added
    assert (version.history_user_id, version.actor_name, version.actor_kind) == (PERSON, "Wanda Clerk", "person")
    assert (version.history_source, version.request_id) == ("page", "r-page")
    assert (version.history_change_reason, version.change_set) == ("as the test says", joined.id)
    assert version.history_date is not None


@pytest.mark.parametrize("model", tracked_models(), ids=label)
@pytest.mark.parametrize("door", ACTORS)
def test_each_kind_of_actor_is_named(door: str, model: type[TrackedModel], rows: dict[str, UUID]) -> None:
    actor = ACTORS[door]
    row = take(model, rows)

    with transaction.atomic():
        with acting_as(actor):
            update_a_query(row)
            update_many(take(model, rows))
        single, bulk = versions(model, row.pk)[-2:]
        transaction.set_rollback(True)

    for version in (single, bulk):
        assert version.history_user_id == actor.user_id
        assert version.actor_kind == actor.kind.value
        assert version.actor_name == actor.name
        assert version.history_source == actor.source.value
        assert version.request_id == actor.request_id


@pytest.mark.parametrize("model", tracked_models(), ids=label)
@pytest.mark.parametrize("path", PATHS)
def test_without_an_actor_nothing_is_written(path: str, model: type[TrackedModel], rows: dict[str, UUID]) -> None:
    write, kind = PATHS[path]
    row = take(model, rows)
    before, stored = len(versions(model, row.pk)), row.version

    with transaction.atomic():
        with pytest.raises(NoActor):
            write(row)
        after = len(versions(model, rows[label(model)]))
        there = model._base_manager.filter(pk=rows[label(model)], version=stored).exists()
        transaction.set_rollback(True)

    assert after == before
    assert there is (kind != "+")


UNTRACKED: dict[str, Callable[[Any, Any], Any]] = {
    "update": lambda query, row: query.update(**same(row)),
    "delete": lambda query, row: query.delete(),
    "bulk_create": lambda query, row: query.bulk_create([row]),
    "bulk_update": lambda query, row: query.bulk_update([row], [plain_field(type(row))]),
}


@pytest.mark.parametrize("model", tracked_models(), ids=label)
@pytest.mark.parametrize("path", UNTRACKED)
def test_a_write_that_would_leave_no_version_is_refused(
    path: str, model: type[TrackedModel], rows: dict[str, UUID]
) -> None:
    row = take(model, rows)

    with acting_as(ACTORS["page"]), pytest.raises(UntrackedWrite):
        UNTRACKED[path](model._default_manager.filter(pk=row.pk), row)


@pytest.mark.parametrize("model", tracked_models(), ids=label)
def test_what_goes_with_a_deleted_row_leaves_versions_too(model: type[TrackedModel], rows: dict[str, UUID]) -> None:
    row = take(model, rows)
    children = [relation for relation in model._meta.related_objects if relation.on_delete is models.CASCADE]

    with transaction.atomic():
        with acting_as(ACTORS["job"]), change():
            expected = _tracked_children(row, children)
            delete_it(row)
            ended = {
                (label(child), key): list(
                    child.history.filter(id=key, history_type="-", history_user_id=PERSON)  # type: ignore[attr-defined]
                )
                for child, key in expected
            }
        transaction.set_rollback(True)

    assert {name for name, found in ended.items() if len(found) != 1} == set()


def _tracked_children(row: TrackedModel, relations: list[Any]) -> list[tuple[type[TrackedModel], Any]]:
    found = []
    for relation in relations:
        child = relation.related_model
        if issubclass(child, TrackedModel):
            keys = child._base_manager.filter(**{relation.field.name: row}).values_list("pk", flat=True)
            found += [(child, key) for key in keys]
    return found


def test_cascades_are_really_looked_at(rows: dict[str, UUID]) -> None:
    case = Case._base_manager.filter(escalations__isnull=False)[0]
    relations = [one for one in Case._meta.related_objects if one.on_delete is models.CASCADE]

    assert len(_tracked_children(case, relations)) >= 1


def test_there_is_a_row_of_every_tracked_model(rows: dict[str, UUID]) -> None:
    assert {label(model) for model in tracked_models()} - set(rows) == set()


@pytest.mark.parametrize("model", tracked_models(), ids=label)
def test_every_row_of_the_world_has_its_first_version(model: type[TrackedModel], rows: dict[str, UUID]) -> None:
    """Rows that the domain, migrations and commands made while the world was built."""
    history: Any = model.history  # type: ignore[attr-defined]  # declared by history()
    without = set(model._base_manager.values_list("pk", flat=True)) - set(
        history.filter(history_type="+").values_list("id", flat=True)
    )

    assert without == set()
