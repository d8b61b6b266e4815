"""Mass data are as true as what the domain writes: same versions, same transitions, nothing left out."""

from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from django.db import transaction

from apps.cases.domain.lifecycle import LIFECYCLE
from apps.cases.enums import CaseEvent, CaseStatus
from apps.cases.models import Case, CaseSearchText, CaseTransition
from apps.cases.queries.search import matching, search_text_of, words_of
from apps.core import bulk
from apps.core.actor import acting_as, command_actor
from apps.core.bulk import columns, copy_tracked, version_model
from apps.core.clock import LONDON, now
from apps.core.tracking import TrackedModel, UntrackedWrite
from apps.demo.mass import MOST_ON_SQLITE, _patterns, add_mass
from apps.demo.network import build_network
from apps.demo.plan import plan
from apps.demo.reach import children_of
from apps.documents.domain.packs import content_hash, read_pack
from apps.documents.enums import DocumentKind
from apps.documents.models import StoredDocument
from apps.journeys.models import Study
from apps.journeys.queries.sealed import data_key_of, opened
from apps.learning.models import LearningSummary
from apps.meetings.models import Meeting

pytestmark = pytest.mark.django_db
MADE = 240


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[list[Case], list[Case]]]:
    """Cases that the domain told, and cases that were copied from them; made once for these tests, then undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        with acting_as(command_actor("test")):
            build_network(Random(7))  # noqa: S311 - repeatable, not secret
        add_mass(MADE, 7, scenarios=1)
        # The told ones draw their numbers first.
        cases = sorted(Case.objects.all(), key=lambda case: case.reference.rpartition("-")[2])
        yield cases[:-MADE], cases[-MADE:]
        transaction.set_rollback(True)


def shape(case: Case) -> tuple[Any, ...]:
    """What happened to a case, without when, to which and by what number."""
    rows: Any = case.history
    versions = tuple(
        rows.order_by("version").values_list(
            "version", "history_type", "status", "actor_kind", "actor_name", "history_source", "history_user_id",
            "history_change_reason",
        )
    )  # fmt: skip
    moved = tuple(
        case.transitions.order_by("id").values_list(
            "event", "source", "target", "by_id", "by_name", "reason", "case_version", "payload__reason"
        )
    )
    children = []
    for model, key in children_of(Case):
        children.append((model._meta.label, model._base_manager.filter(**{key: case.pk}).count()))
        if issubclass(model, TrackedModel):
            children.append((model._meta.label + " versions", version_count(model, key, case)))
    return versions, moved, tuple(sorted(children))


def version_count(model: type[TrackedModel], key: str, case: Case) -> int:
    """How many version rows the case's children of one kind have."""
    return version_model(model)._base_manager.filter(**{key: case.pk}).count()


def test_every_copy_has_the_shape_of_a_case_that_the_domain_told(filled: tuple[list[Case], list[Case]]) -> None:
    told, copied = filled
    shapes = {shape(case) for case in told}
    assert all(shape(case) in shapes for case in copied)
    assert len(copied) == MADE
    assert all(case.version >= 3 for case in copied)


def test_the_account_of_each_copy_follows_the_lifecycle(filled: tuple[list[Case], list[Case]]) -> None:
    for case in filled[1]:
        steps = list(case.transitions.order_by("id"))
        assert (steps[0].source, steps[0].target, steps[0].at) == ("", "received", case.received_at)
        for before, step in zip(steps, steps[1:], strict=False):
            rule = LIFECYCLE.rule(CaseEvent(step.event), CaseStatus(step.source))
            assert step.source == before.target
            assert rule is not None
            assert rule.target == step.target
            assert step.at >= before.at
        last = steps[-1]
        assert (last.target, last.case_version, last.at) == (case.status, case.version, case.status_since)
        assert last.at < now()


def test_versions_run_from_one_and_share_the_change_set_of_their_act(filled: tuple[list[Case], list[Case]]) -> None:
    for case in filled[1]:
        history: Any = case.history
        rows = list(history.order_by("version"))
        assert [row.version for row in rows] == list(range(1, case.version + 1))
        assert rows[-1].status == case.status
        assert rows[-1].reference == case.reference
        assert len({row.change_set for row in rows}) == case.version
        readers: Any = case.readers.model
        assert {row.change_set for row in readers.history.filter(case_id=case.pk)} == {rows[0].change_set}


def test_no_two_cases_share_anything_that_is_one_case_s_own(filled: tuple[list[Case], list[Case]]) -> None:
    history: Any = Case.history
    owners = {(row["change_set"], row["id"]) for row in history.values("change_set", "id")}
    assert max(Counter(change for change, _case in owners).values()) == 1
    assert len({case.received_at for case in filled[1]}) == MADE


def test_copies_are_found_by_their_words_and_their_own_reference(filled: tuple[list[Case], list[Case]]) -> None:
    told, copied = filled
    one = copied[17]
    assert list(matching(Case.objects.all(), one.reference)) == [one]
    text = CaseSearchText.objects.get(case=one).text
    copy = getattr(one, "presentation", None)
    shown = [copy.title, copy.vignette, copy.question, copy.reveal] if copy else []
    expected = search_text_of(one.reference, [one.narrative, one.body_region, one.subspecialty, *shown])
    assert set(text.split()) == set(expected.split())
    assert text == f" {' '.join(text.split())} "
    assert words_of(text).strip()


def test_most_copies_are_over_and_each_kind_of_open_work_is_there(filled: tuple[list[Case], list[Case]]) -> None:
    states = Counter(case.status for case in filled[1])
    assert states["closed"] > MADE / 3
    assert {"received", "under_review", "ready"} <= set(states)
    assert CaseTransition.objects.filter(case__in=[case.pk for case in filled[1]], event="reopen").count() == 0


def test_meetings_come_along_whole(filled: tuple[list[Case], list[Case]]) -> None:
    copied = {case.pk for case in filled[1]}
    meetings = Meeting.objects.filter(items__case__in=copied).distinct()
    assert {one.status for one in meetings} == {"held", "planned"}
    for meeting in meetings:
        items = list(meeting.items.select_related("case"))
        assert {item.case_id for item in items} <= copied
        assert {item.case.department_id for item in items} == {meeting.department_id}
        local = meeting.starts_at.astimezone(LONDON)
        assert (local.hour, local.minute) == (12, 30)
        assert meeting.is_held == (meeting.starts_at < now())
        versions: Any = meeting.history
        assert [row.version for row in versions.order_by("version")] == list(range(1, meeting.version + 1))
        for item in items:
            step = item.case.transitions.get(event="schedule")
            assert step.payload["meeting_id"] == str(meeting.pk)
            assert step.payload["meeting_starts_at"] == str(meeting.starts_at)
            assert item.case.status == "scheduled" if meeting.is_to_come else hasattr(item, "outcome")
        assert meeting.attendances.exists() == meeting.is_held


def test_a_published_case_has_a_document_that_is_its_own(filled: tuple[list[Case], list[Case]]) -> None:
    case = next(case for case in filled[1] if case.status == "published")
    summary = LearningSummary.objects.get(case=case)
    document = StoredDocument.objects.get(pk=summary.document_id)
    held_on = case.agenda_items.get().meeting.starts_at.astimezone(LONDON)
    assert (document.state, document.subject_id, document.department_id) == ("ready", str(case.pk), case.department_id)
    assert summary.content["discussed_month"] == f"{held_on:%Y-%m}"
    approval = summary.approvals.get()
    assert summary.content_sha256 == document.content_sha256 == approval.content_sha256
    kind = DocumentKind(document.kind)
    assert content_hash(kind, read_pack(kind, document.content)) == document.content_sha256
    assert (document.version, bool(document.file_sha256)) == (document.history.count(), True)


def test_studies_are_their_own_and_patients_sealed_ones(filled: tuple[list[Case], list[Case]]) -> None:
    studies = Study.objects.filter(case_studies__case__in=[case.pk for case in filled[1]])
    assert studies.count() == studies.distinct().count() > MADE / 3
    for study in studies.select_related("patient__key", "department"):
        versions: Any = study.history
        assert [row.patient_id for row in versions.all()] == [study.patient_id]
        assert study.patient is not None
        assert study.patient.trust_id == study.department.trust_id
        details = opened(study.patient, data_key_of(study.patient.key))
        assert details.nhs_number.startswith("999")
        taken, verified = study.events.get(stage="acquisition"), study.events.get(stage="verification")
        assert taken.at is not None
        assert verified.at is not None
        assert taken.at < verified.at < study.registered_at < study.case_studies.get().case.received_at


def test_one_in_fifty_of_many_is_open(filled: tuple[list[Case], list[Case]]) -> None:
    with acting_as(command_actor("test")):
        patterns = _patterns(Random(3), 1)  # noqa: S311 - repeatable, not secret
    planned = list(plan(20_000, patterns, Random(3), now()))  # noqa: S311 - repeatable, not secret
    still_open = {id(one) for one in [*patterns.waiting, *patterns.scheduled, *patterns.discussed]}
    published = {id(one) for one in patterns.published}
    assert sum(pattern.cases for pattern, _shift in planned) == 20_000
    assert sum(pattern.cases for pattern, _shift in planned if id(pattern) in still_open) == 400
    met = sum(pattern.cases for pattern, _shift in planned if pattern.cases > 1)
    assert 1_900 < met < 2_300
    assert sum(id(pattern) in published for pattern, _shift in planned) == 40


def test_rows_without_their_versions_are_refused(filled: tuple[list[Case], list[Case]]) -> None:
    case = filled[1][0]
    row = [getattr(case, name) for name in columns(Case)]
    with pytest.raises(UntrackedWrite):
        copy_tracked(Case, [row], [])
    history: Any = Case.history
    trail = columns(version_model(Case))
    versions = [[getattr(one, name) for name in trail] for one in history.filter(id=case.pk).order_by("version")]
    with pytest.raises(UntrackedWrite):
        copy_tracked(Case, [row], versions[:-1])
    versions[0][trail.index("actor_name")] = ""
    with pytest.raises(UntrackedWrite):
        copy_tracked(Case, [row], versions)
    assert Case.objects.filter(pk=case.pk).count() == 1


def test_too_many_for_a_database_without_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "copies_natively", lambda: False)
    monkeypatch.setattr("apps.demo.mass.copies_natively", lambda: False)
    with pytest.raises(ValueError, match="PostgreSQL"):
        add_mass(MOST_ON_SQLITE + 1, 1)
