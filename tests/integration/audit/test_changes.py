"""Changes read from version rows: old and new value in words, by act, with what is masked left out."""

from datetime import date
from uuid import uuid4

import pytest

from apps.access.log import record_access
from apps.access.models import AccessAction
from apps.access.roles import Role
from apps.accounts.models import Department, Membership, User
from apps.audit.changes import Change, Reading, Source, changes_of
from apps.audit.looks import MOST, who_looked
from apps.audit.timeline import Happening, merged
from apps.core.actor import Actor, acting_as, command_actor
from apps.core.clock import now
from apps.core.tracking import bulk_update_tracked, change
from tests.factories import accounts

pytestmark = pytest.mark.django_db


def _said(changes: list[Change]) -> list[tuple[str, str, str, str]]:
    return [(one.kind, one.field, one.old, one.new) for one in changes]


@pytest.fixture
def membership(acting: Actor) -> Membership:
    """Ada is a reviewer in North from January on."""
    ada = accounts.person(full_name="Ada Ash")
    north = accounts.department(name="North")
    return accounts.membership(ada, north, Role.REVIEWER, starts_on=date(2026, 1, 5))


def test_each_field_of_a_new_record_is_said_in_words(membership: Membership) -> None:
    reading = Reading(namers={"accounts.department": lambda ids: dict(Department.objects.values_list("pk", "name"))})

    found = changes_of([Source(model=Membership, filters={"id": membership.pk}, label="Role")], reading)

    assert sorted(_said(found)) == [
        ("added", "department", "", "North"),
        ("added", "person", "", "Ada Ash"),
        ("added", "role", "", "Reviewer"),
        ("added", "starts_on", "", "5 January 2026"),
    ]
    assert {(one.label, one.actor_kind, one.record_version) for one in found} == {("Role", "command", 1)}


def test_change_carries_old_and_new_who_and_why_and_only_what_changed(membership: Membership) -> None:
    with acting_as(command_actor("end role")), change(reason="left the trust"):
        membership.ends_on = date(2026, 3, 31)
        membership.save()

    found = [
        one for one in changes_of([Source(model=Membership, filters={"id": membership.pk})]) if one.kind == "changed"
    ]

    assert _said(found) == [("changed", "ends_on", "", "31 March 2026")]
    assert (found[0].actor_name, found[0].reason) == ("end role", "left the trust")


def test_change_made_in_bulk_is_read_like_any_other(membership: Membership) -> None:
    with acting_as(command_actor("bulk")):
        membership.ends_on = date(2026, 4, 1)
        bulk_update_tracked([membership], ["ends_on"])

    found = changes_of([Source(model=Membership, filters={"id": membership.pk})])

    assert _said(found)[-1] == ("changed", "ends_on", "", "1 April 2026")


def test_removed_record_says_what_it_was(membership: Membership, acting: Actor) -> None:
    gone = membership.pk
    membership.delete()

    found = [one for one in changes_of([Source(model=Membership, filters={"id": gone})]) if one.kind == "removed"]

    assert ("removed", "role", "Reviewer", "") in _said(found)


def test_masked_field_shows_that_it_changed_and_nothing_else(membership: Membership) -> None:
    found = changes_of([Source(model=Membership, filters={"id": membership.pk}, masked=frozenset({"person"}))])

    hidden = next(one for one in found if one.field == "person")
    assert (hidden.hidden, hidden.old, hidden.new) == (True, "", "not shown to you")
    assert "Ada" not in str(found)


def test_silent_field_is_left_out_and_an_unnamed_record_is_another_record(membership: Membership) -> None:
    found = changes_of([Source(model=Membership, filters={"id": membership.pk}, silent=frozenset({"person"}))])

    assert {one.field for one in found} == {"department", "role", "starts_on"}
    assert next(one for one in found if one.field == "department").new == "another record"


def test_records_of_one_source_are_not_compared_with_each_other(acting: Actor) -> None:
    first, second = accounts.person(full_name="Ada Ash"), accounts.person(full_name="Bo Birch")

    found = changes_of([Source(model=User, filters={"id__in": [first.pk, second.pk]})])

    assert {one.kind for one in found} == {"added"}
    assert {one.new for one in found if one.field == "full_name"} == {"Ada Ash", "Bo Birch"}


def test_password_never_appears(acting: Actor) -> None:
    who = accounts.person()

    found = changes_of([Source(model=User, filters={"id": who.pk})])

    assert "password" not in {one.field for one in found}


def test_timeline_joins_what_happened_to_what_it_changed_and_keeps_the_rest_apart(membership: Membership) -> None:
    with acting_as(command_actor("one act")), change(reason="why") as act:
        membership.ends_on = date(2026, 5, 1)
        membership.save()
    changes = changes_of([Source(model=Membership, filters={"id": membership.pk})])
    happening = Happening(at=now(), title="Role ended", actor_name="Chair", change_set=act.id)

    entries = merged([happening], changes)

    assert [(entry.title, entry.kind, len(entry.changes)) for entry in entries] == [
        ("Role ended", "step", 1),
        ("", "change", 4),
    ]


def test_who_looked_is_newest_first_and_pages_by_key() -> None:
    subject = uuid4()
    actor = command_actor("reader")
    for _ in range(MOST + 3):
        record_access(actor=actor, action=AccessAction.VIEW, object_label="cases.case", object_id=subject)
    record_access(actor=actor, action=AccessAction.VIEW, object_label="cases.case", object_id=uuid4())

    first = who_looked("cases.case", subject)
    last = first.events[-1]
    second = who_looked("cases.case", subject, before=(last.at, last.pk))

    assert (len(first.events), first.has_more) == (MOST, True)
    assert (len(second.events), second.has_more) == (3, False)
    assert not {one.pk for one in first.events} & {one.pk for one in second.events}
