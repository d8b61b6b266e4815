"""Withdrawal closes a document for good; verification says so, and never says what a document says."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.access.log import record_access
from apps.access.models import AccessAction
from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.core import jobs
from apps.core.errors import Forbidden, Invalid, NotVisible, Refused, Stale
from apps.core.models import Job
from apps.documents import storage
from apps.documents.domain.verifying import verify_file, verify_hash
from apps.documents.domain.withdrawing import withdraw
from apps.documents.enums import VerdictKind
from apps.documents.models import StoredDocument
from apps.documents.queries.recipients import OBJECT_LABEL, people_who_downloaded
from apps.documents.queries.visible import documents_about, file_readable_by, visible_to
from tests.integration.documents.conftest import A_CASE, PACK, World
from tests.support.pdf_reading import everything_in

Print = Callable[..., StoredDocument]
OTHER = replace(PACK, title="Another title")


@pytest.fixture
def ready(printed: Print) -> StoredDocument:
    """A document that is printed and current."""
    return printed()


def _content(document: StoredDocument) -> bytes:
    return storage.path_of(document.file).read_bytes()


@pytest.mark.parametrize("role", [Role.CHAIR, Role.RECORDS])
def test_withdrawal_leaves_a_tombstone_with_who_when_and_why(ready: StoredDocument, world: World, role: Role) -> None:
    withdraw(actor=world.actor(role), document_id=ready.id, reason="  It names the wrong side.  ")

    ready.refresh_from_db()
    assert ready.state == "withdrawn"
    assert ready.withdrawn_by_id == world.people[role].id
    assert ready.withdrawn_at is not None
    assert ready.withdrawn_reason == "It names the wrong side."
    assert ready.history.latest().history_change_reason == "It names the wrong side."
    assert storage.path_of(ready.file).is_file()


def test_withdrawn_file_opens_for_the_records_manager_only(ready: StoredDocument, world: World) -> None:
    withdraw(actor=world.actor(Role.CHAIR), document_id=ready.id, reason="Wrong side")

    for role in (Role.CHAIR, Role.GOVERNANCE, Role.STAFF):
        with pytest.raises(Refused) as refused:
            file_readable_by(world.actor(role), ready.id)
        assert refused.value.code == "document_withdrawn"
    assert file_readable_by(world.actor(Role.RECORDS), ready.id).id == ready.id


@pytest.mark.parametrize("role", [Role.STAFF, Role.GOVERNANCE, Role.LEAD, Role.COORDINATOR])
def test_others_may_not_withdraw(ready: StoredDocument, world: World, role: Role) -> None:
    with pytest.raises(Forbidden):
        withdraw(actor=world.actor(role), document_id=ready.id, reason="Wrong side")


def test_withdrawing_is_refused_out_of_sight_without_reason_and_twice(ready: StoredDocument, world: World) -> None:
    chair = world.actor(Role.CHAIR)

    with pytest.raises(NotVisible):
        withdraw(actor=actor_for(world.outsider), document_id=ready.id, reason="Wrong side")
    for reason in ("", " \u0000 ", "x" * 1001):
        with pytest.raises(Invalid) as invalid:
            withdraw(actor=chair, document_id=ready.id, reason=reason)
        assert set(invalid.value.fields) == {"reason"}
    with pytest.raises(Stale):
        withdraw(actor=chair, document_id=ready.id, reason="Wrong side", expected_version=ready.version - 1)
    withdraw(actor=chair, document_id=ready.id, reason="Wrong side", expected_version=ready.version)
    withdraw(actor=chair, document_id=ready.id, reason=" Wrong side ", expected_version=ready.version)
    with pytest.raises(Refused) as refused:
        withdraw(actor=world.actor(Role.RECORDS), document_id=ready.id, reason="Wrong side")
    assert refused.value.code == "already_withdrawn"


def test_document_withdrawn_before_it_was_printed_stays_withdrawn(ask: Print, world: World) -> None:
    document = ask()
    withdraw(actor=world.actor(Role.CHAIR), document_id=document.id, reason="Too early")

    jobs.run(Job.objects.get(name="documents.render").id)

    document.refresh_from_db()
    assert (document.state, document.file) == ("withdrawn", "")


def test_corrected_content_can_be_published_after_a_withdrawal(printed: Print, world: World) -> None:
    first = printed()
    withdraw(actor=world.actor(Role.CHAIR), document_id=first.id, reason="Wrong side")

    second = printed()

    assert (second.content_version, second.state, second.reference) == (2, "ready", first.reference)


def test_current_superseded_and_withdrawn_files_are_told_apart(printed: Print, world: World) -> None:
    first = printed()
    second = printed(OTHER)

    assert verify_file([_content(second)]).kind is VerdictKind.CURRENT
    old = verify_file([_content(first)])
    assert (old.kind, old.content_version, old.current_version, old.is_exact_file) == (
        VerdictKind.SUPERSEDED, 1, 2, True,
    )  # fmt: skip

    withdraw(actor=world.actor(Role.CHAIR), document_id=second.id, reason="Wrong side")

    assert verify_file([_content(second)]).kind is VerdictKind.WITHDRAWN
    assert verify_file([_content(first)]).current_version is None


def test_one_changed_byte_makes_a_file_unknown(ready: StoredDocument) -> None:
    content = bytearray(_content(ready))
    content[-1] ^= 1

    assert verify_file([bytes(content)]).kind is VerdictKind.UNKNOWN
    assert verify_file([]).kind is VerdictKind.UNKNOWN


def test_content_hash_names_the_version_but_proves_no_copy(ready: StoredDocument) -> None:
    grouped = f"  {ready.content_sha256[:8]} {ready.content_sha256[8:]}".upper()

    verdict = verify_hash(grouped)

    assert (verdict.kind, verdict.is_exact_file) == (VerdictKind.CURRENT, False)


def test_content_that_was_never_printed_is_unknown(ask: Print) -> None:
    assert verify_hash(ask().content_sha256).kind is VerdictKind.UNKNOWN


@pytest.mark.parametrize("typed", ["", "abc", "g" * 64, "0" * 63, "0" * 65, "' OR 1=1 --", "\u0660" * 64])
@pytest.mark.django_db
def test_anything_but_a_hash_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        verify_hash(typed)


def test_command_exits_by_verdict(printed: Print, world: World, tmp_path: Path, capsys: Any) -> None:
    document = printed()
    path = tmp_path / "document.pdf"
    path.write_bytes(_content(document))

    def code() -> Any:
        with pytest.raises(SystemExit) as left:
            call_command("verify_document", str(path))
        return left.value.code

    assert code() == 0
    assert capsys.readouterr().out == f"{document.reference} version 1: current\n"
    printed(OTHER)
    assert code() == 3
    withdraw(actor=world.actor(Role.CHAIR), document_id=document.id, reason="Wrong side")
    assert code() == 4
    path.write_bytes(b"%PDF-1.7 something else")
    assert code() == 1
    with pytest.raises(CommandError) as unreadable:
        call_command("verify_document", str(tmp_path / "missing.pdf"))
    assert unreadable.value.returncode == 2


def test_lists_hold_what_the_role_may_see_in_its_own_department(ready: StoredDocument, world: World) -> None:
    seen = {role for role in Role if visible_to(world.actor(role)).exists()}

    assert seen == set(Role) - {Role.IG_LEAD, Role.ADMIN}
    assert not visible_to(actor_for(world.outsider)).exists()
    assert list(documents_about(world.actor(Role.STAFF), "cases.case", A_CASE)) == [ready]


def test_people_who_downloaded_are_known_once_each(ready: StoredDocument, world: World) -> None:
    for role in (Role.STAFF, Role.STAFF, Role.GOVERNANCE):
        record_access(
            actor=world.actor(role), action=AccessAction.DOWNLOAD, object_label=OBJECT_LABEL, object_id=ready.id
        )

    expected = {world.people[Role.STAFF].id, world.people[Role.GOVERNANCE].id}
    assert set(people_who_downloaded(ready.id)) == expected
    assert len(people_who_downloaded(ready.id)) == 2


def test_nobody_and_nowhere_is_named_in_a_pdf(ready: StoredDocument, world: World) -> None:
    found = everything_in(_content(ready))

    names = [person.full_name for person in world.people.values()]
    names += [person.email for person in world.people.values()]
    names += [world.department.name, world.department.code, "Northmere", str(ready.id), str(world.department.id)]
    assert ready.title in found
    assert [name for name in names if name in found] == []
