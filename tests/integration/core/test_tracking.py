"""Tracked writes: no change without an actor, no change without a version."""

from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps as django_apps
from django.db import transaction

from apps.accounts.models import Department, Membership, Site, Trust, User
from apps.core.actor import Actor, ActorKind, Source, acting_as, command_actor
from apps.core.tracking import (
    HistoryStamp,
    NoActor,
    TrackedModel,
    UntrackedWrite,
    bulk_create_tracked,
    bulk_update_tracked,
    change,
    delete_tracked,
    update_tracked,
)
from tests.factories import accounts

pytestmark = pytest.mark.django_db

HISTORY: Any = Trust.history  # type: ignore[attr-defined]  # declared by history()


def versions(**filters: Any) -> list[Any]:
    return list(HISTORY.filter(**filters).order_by("history_id"))


@pytest.fixture
def ward_clerk() -> Actor:
    return Actor(kind=ActorKind.PERSON, name="Wanda Clerk", user_id=uuid4(), source=Source.API, request_id="request-1")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", ["save", "bulk_create"])
def test_write_without_an_actor_leaves_no_row(write: str) -> None:
    new = Trust(code="X", name="X")

    with pytest.raises(NoActor):
        new.save() if write == "save" else bulk_create_tracked([new])

    assert Trust.objects.count() == 0
    assert HISTORY.count() == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("write", ["save", "delete", "bulk_update", "update_tracked", "delete_tracked"])
def test_change_without_an_actor_changes_nothing(write: str) -> None:
    with acting_as(command_actor("test")):
        kept = accounts.trust(name="Before")
    kept.name = "After"
    writes = {
        "save": lambda: kept.save(),
        "delete": lambda: kept.delete(),
        "bulk_update": lambda: bulk_update_tracked([kept], ["name"]),
        "update_tracked": lambda: update_tracked(Trust.objects.all(), name="After"),
        "delete_tracked": lambda: delete_tracked(Trust.objects.all()),
    }

    with pytest.raises(NoActor):
        writes[write]()

    assert Trust.objects.get().name == "Before"
    assert HISTORY.count() == 1


@pytest.mark.parametrize("write", ["update", "delete", "bulk_create", "bulk_update"])
def test_plain_bulk_write_is_refused_and_names_what_to_use(acting: Actor, write: str) -> None:
    trust = accounts.trust()
    writes = {
        "update": lambda: Trust.objects.filter(pk=trust.pk).update(name="X"),
        "delete": lambda: Trust.objects.filter(pk=trust.pk).delete(),
        "bulk_create": lambda: Trust.objects.bulk_create([Trust(code="X", name="X")]),
        "bulk_update": lambda: Trust.objects.bulk_update([trust], ["name"]),
    }

    with pytest.raises(UntrackedWrite, match=f"core.tracking.{write}_tracked"):
        writes[write]()

    assert HISTORY.count() == 1


@pytest.mark.parametrize("related", ["sites", "departments"])
def test_related_manager_refuses_plain_bulk_writes_too(acting: Actor, related: str) -> None:
    department = accounts.department()

    with pytest.raises(UntrackedWrite):
        getattr(department.trust, related).update(name="X")


def test_version_row_says_who_where_and_why(ward_clerk: Actor) -> None:
    with acting_as(ward_clerk), change("New hospital") as joined:
        accounts.trust(code="NEW")

    (row,) = versions(code="NEW")
    assert (row.actor_kind, row.actor_name, row.history_source) == ("person", "Wanda Clerk", "api")
    assert (row.history_user_id, row.request_id, row.change_set) == (ward_clerk.user_id, "request-1", joined.id)
    assert (row.history_type, row.history_change_reason, row.version) == ("+", "New hospital", 1)


def test_every_path_counts_the_version_up_and_writes_it(ward_clerk: Actor) -> None:
    with acting_as(ward_clerk):
        (trust,) = bulk_create_tracked([Trust(code="A", name="one")])
        trust.name = "two"
        trust.save()
        trust.name = "three"
        trust.save(update_fields=["name"])
        trust.name = "four"
        assert bulk_update_tracked([trust], ["name"]) == 1
        assert update_tracked(Trust.objects.filter(code="A"), name="five") == 1
        trust.refresh_from_db()
        assert trust.version == 5
        assert delete_tracked(Trust.objects.filter(code="A")) == 1

    rows = versions(code="A")
    assert [(row.history_type, row.name, row.version) for row in rows] == [
        ("+", "one", 1),
        ("~", "two", 2),
        ("~", "three", 3),
        ("~", "four", 4),
        ("~", "five", 5),
        ("-", "five", 5),
    ]
    assert {row.actor_name for row in rows} == {"Wanda Clerk"}
    assert {row.history_user_id for row in rows} == {ward_clerk.user_id}


def test_writes_of_one_change_share_a_set_and_others_do_not(acting: Actor) -> None:
    with change("Together") as outer:
        trust = accounts.trust()
        with change():
            accounts.department(trust=trust)
    accounts.trust()

    department = Department.history.get()  # type: ignore[attr-defined]  # declared by history()
    first, second = versions()
    assert first.change_set == department.change_set == outer.id
    assert department.history_change_reason == "Together"
    assert second.change_set != outer.id
    assert not second.history_change_reason


def test_bulk_rows_carry_the_set_and_the_reason(acting: Actor) -> None:
    with change("Merger") as joined:
        bulk_create_tracked([Trust(code=f"T{n}", name="x") for n in range(3)])
        update_tracked(Trust.objects.all(), name="y")

    rows = versions()
    assert len(rows) == 6
    assert {row.change_set for row in rows} == {joined.id}
    assert {row.history_change_reason for row in rows} == {"Merger"}


@pytest.mark.django_db(transaction=True)
def test_change_that_fails_leaves_neither_row_nor_version() -> None:
    def save_and_fail() -> None:
        with acting_as(command_actor("test")), change("Broken"):
            accounts.trust()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        save_and_fail()

    assert Trust.objects.count() == 0
    assert HISTORY.count() == 0


@pytest.mark.django_db(transaction=True)
def test_row_and_version_stand_or_fall_together(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any, **kwargs: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(HISTORY.model, "save", broken)

    with pytest.raises(ZeroDivisionError), acting_as(command_actor("test")):
        accounts.trust()

    assert Trust.objects.count() == 0


def test_changes_outside_a_change_have_a_set_each(acting: Actor) -> None:
    trust = accounts.trust()
    trust.save()

    first, second = versions()
    assert first.change_set != second.change_set


def test_nothing_to_do_writes_nothing(acting: Actor) -> None:
    with transaction.atomic():
        assert bulk_create_tracked([]) == []
        assert bulk_update_tracked([], ["name"]) == 0
        assert update_tracked(Trust.objects.none(), name="x") == 0
        assert delete_tracked(Trust.objects.none()) == 0

    assert HISTORY.count() == 0


def test_password_is_in_no_version_and_signing_in_makes_none(acting: Actor, client_for: Any) -> None:
    person = accounts.person()
    history: Any = User.history  # type: ignore[attr-defined]  # declared by history()

    client_for(person)

    assert history.filter(id=person.pk).count() == 1
    assert "password" not in {field.name for field in history.model._meta.get_fields()}


def test_membership_keeps_its_whole_past(acting: Actor) -> None:
    department = accounts.department()
    held = accounts.membership(accounts.person(), department)
    held.ends_on = held.starts_on
    held.save()
    held.delete()

    history: Any = Membership.history  # type: ignore[attr-defined]  # declared by history()
    assert [row.history_type for row in history.order_by("history_id")] == ["+", "~", "-"]
    assert Site.objects.count() == 0


def test_no_tracked_model_has_a_field_that_a_version_row_needs_for_itself() -> None:
    stamped = {field.name for field in HistoryStamp._meta.get_fields()}
    tracked = [model for model in django_apps.get_models() if issubclass(model, TrackedModel)]

    clashes = {
        f"{model._meta.label}.{field.name}"
        for model in tracked
        for field in model._meta.fields
        if field.name in stamped
    }

    assert tracked
    assert clashes == set()
