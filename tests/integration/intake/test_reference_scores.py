"""RADPEER: kept as imported where a department decided so; never asked for, shown in a review, counted or sorted by."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import Department
from apps.cases.domain.reference_scheme import choose_reference
from apps.cases.enums import CaseEvent
from apps.cases.models import Case, Finding, ReferenceChoice, ReferenceCoding
from apps.cases.queries.taxonomies import keeps_reference
from apps.core.actor import acting_as
from apps.core.errors import Forbidden, Invalid, Stale
from apps.intake.domain import keeping
from apps.intake.domain.fields import BY_KEY, FIELDS, RADPEER
from apps.intake.domain.importing import settle_headings
from apps.intake.domain.mapping import DAY_FIRST, mapping_from_json
from apps.intake.domain.working import start_undo
from apps.intake.enums import ImportState
from apps.meetings.queries.coding_counts import coding_counts
from apps.meetings.views.coding_counts import EVER
from tests.factories import cases, imports
from tests.support.worlds import World, world

pytestmark = pytest.mark.django_db

HEADINGS = f"{imports.HEADINGS},RADPEER"
MAPPED = {**imports.MAPPING["columns"], "RADPEER": RADPEER.key}
WORDS = {**imports.MAPPING["values"], RADPEER.key: {"2a": "2a", "3B": "3b", "4": "4", "n/a": "-"}}
NOTE = "It measures no person"
MARK = "RADPEER"


@pytest.fixture
def built() -> World:
    """Two trusts, three departments, one person per role."""
    return world()


def _rows(*scores: str, state: str = "Open") -> str:
    lines = [
        f"{n},01/02/2020,Missed,Case {n}: a nodule was not described.,CT,Dr Elsewhere,,{state},{score}"
        for n, score in enumerate(scores, start=1)
    ]
    return imports.sheet(*lines, headings=HEADINGS)


def _switch(built: World, where: Department, is_on: bool = True, version: int = 0) -> ReferenceChoice:
    actor = actor_for(built.one(Role.GOVERNANCE, where))
    with acting_as(actor):
        return choose_reference(
            actor=actor, department=where, is_on=is_on, reason="Agreed by the board.", expected_version=version
        )


def _import(built: World, where: Department, *scores: str) -> Any:
    chair = built.one(Role.CHAIR, where)
    return imports.imported(where, chair, _rows(*scores), columns=MAPPED, values=WORDS)


def test_off_by_default_and_a_matched_column_is_refused(built: World) -> None:
    assert not keeps_reference(built.north.pk)
    with pytest.raises(Invalid) as refused:
        _import(built, built.north, "2a")

    assert refused.value.code == "scores_not_kept"
    assert not Case.objects.exists()


def test_scores_are_kept_as_they_stand_and_code_nothing(built: World) -> None:
    _switch(built, built.north)

    done = _import(built, built.north, "2a", "3B", "4", "n/a", "")

    assert done.state == ImportState.IMPORTED
    kept = ReferenceCoding.objects.order_by("as_written").values_list("as_written", "term__code")
    assert list(kept) == [("2a", "2a"), ("3B", "3b"), ("4", "4")]
    assert not Finding.objects.exists()
    row = ReferenceCoding.history.latest()
    assert row.actor_name == built.one(Role.CHAIR).full_name


def test_switching_it_on_in_one_department_switches_it_on_in_no_other(built: World) -> None:
    _switch(built, built.north)

    for where in (built.south, built.other):
        with pytest.raises(Invalid):
            _import(built, where, "2a")


def test_an_unknown_score_is_a_fault_of_its_row(built: World) -> None:
    _switch(built, built.north)
    found = imports.checked(built.north, built.one(Role.CHAIR), _rows("2a", "5"), columns=MAPPED, values=WORDS)

    assert found.faulty_count == 1
    assert [(one.field, one.row) for one in keeping.findings_of(found).faults] == [(RADPEER.key, 3)]


def test_undoing_the_import_takes_the_scores_back(built: World) -> None:
    _switch(built, built.north)
    done = _import(built, built.north, "2a", "3B")
    actor = actor_for(built.one(Role.CHAIR))

    with acting_as(actor):
        start_undo(actor=actor, import_id=done.pk, expected_version=done.version)

    assert not ReferenceCoding.objects.exists()
    assert ReferenceCoding.history.filter(history_type="-").count() == 2


def test_it_is_no_field_of_ours_and_never_the_same_for_every_row() -> None:
    assert RADPEER not in FIELDS
    assert BY_KEY[RADPEER.key] is RADPEER
    with pytest.raises(Invalid):
        mapping_from_json({"constants": {RADPEER.key: "3b"}})


def test_the_switch_is_tracked_with_its_reason_and_guarded(built: World) -> None:
    first = _switch(built, built.north)
    second = _switch(built, built.north, is_on=False, version=first.version)

    assert second.pk == first.pk
    assert [one.is_on for one in second.history.order_by("version")] == [True, False]
    assert second.history.latest().actor_name == built.one(Role.GOVERNANCE).full_name
    with pytest.raises(Stale):
        _switch(built, built.north, version=first.version - 1)
    for role in set(Role) - {Role.GOVERNANCE, Role.ADMIN}:
        actor = actor_for(built.one(role))
        with acting_as(actor), pytest.raises(Forbidden):
            choose_reference(
                actor=actor, department=built.north, is_on=True, reason="x", expected_version=second.version
            )
    actor = actor_for(built.one(Role.GOVERNANCE))
    with acting_as(actor), pytest.raises(Invalid):
        choose_reference(actor=actor, department=built.north, is_on=True, reason=" ", expected_version=second.version)


def test_the_page_of_the_switch_says_what_a_score_does_not_mean(built: World, client_for: Any) -> None:
    client = client_for(built.one(Role.ADMIN))
    page = reverse("cases:scheme-reference", args=[built.north.pk])

    shown = client.get(page).content.decode()
    without = client.post(page, {"expected_version": 0, "is_on": "yes", "reason": ""})
    sent = client.post(page, {"expected_version": 0, "is_on": "yes", "reason": "Agreed by the board."})
    stale = client.post(page, {"expected_version": 0, "is_on": "no", "reason": "Kept ✓"})

    assert "What it does not mean" in shown
    assert without.status_code == 400
    assert sent.status_code == 302
    assert stale.status_code == 409
    assert "Kept ✓" in stale.content.decode()
    assert keeps_reference(built.north.pk)
    for where in (built.south, built.other):
        assert client.get(reverse("cases:scheme-reference", args=[where.pk])).status_code == 404


def test_only_governance_sees_it_on_a_page_of_its_own_while_it_is_on(built: World, client_for: Any) -> None:
    choice = _switch(built, built.north)
    _import(built, built.north, "3B")
    case = Case.objects.get()
    page = reverse("cases:imported-score", args=[case.pk])
    governance = client_for(built.one(Role.GOVERNANCE))

    shown, detail = governance.get(page).content.decode(), governance.get(case.get_absolute_url()).content.decode()
    others = {
        role: client_for(built.one(role)).get(page).status_code
        for role in (Role.CHAIR, Role.DEPUTY, Role.LEAD, Role.STAFF, Role.REVIEWER, Role.ADMIN)
    }
    _switch(built, built.north, is_on=False, version=choice.version)

    assert "3B" in shown
    assert NOTE in shown
    assert page in detail
    assert MARK not in detail
    assert set(others.values()) <= {403, 404}
    assert governance.get(page).status_code == 404
    assert page not in governance.get(case.get_absolute_url()).content.decode()
    assert ReferenceCoding.objects.count() == 1
    assert client_for(built.one(Role.GOVERNANCE, built.other)).get(page).status_code == 404


def test_no_page_of_a_review_or_a_meeting_and_no_list_shows_it(built: World, client_for: Any) -> None:
    """Each page is fetched by somebody with every case permission; the word and the written score are on none."""
    _switch(built, built.north)
    written = "Score 3B zz"
    words = {**WORDS, RADPEER.key: {"score 3b zz": "3b"}}
    chair, reviewer = built.one(Role.CHAIR), built.one(Role.REVIEWER)
    imports.imported(built.north, chair, _rows(written), columns=MAPPED, values=words)
    case = Case.objects.get()
    cases.move(case, chair, CaseEvent.SEND_TO_REVIEW, reviewers=[reviewer.pk])
    addresses = {
        chair: [
            case.get_absolute_url(), reverse("cases:list"), reverse("cases:triage"),
            reverse("cases:reviewers", args=[case.pk]), reverse("cases:coding", args=[case.pk]),
            reverse("meetings:list"), reverse("portal:home"),
            f"/api/v1/cases/{case.pk}/", f"/api/v1/cases/{case.pk}/codings/", f"/api/v1/cases/{case.pk}/history/",
            "/api/v1/terms/",
        ],
        reviewer: [reverse("cases:opinion", args=[case.pk]), reverse("cases:reviews"), "/api/v1/reviews/"],
        built.one(Role.LEAD): [reverse("meetings:codings"), case.get_absolute_url()],
    }  # fmt: skip

    for person, pages in addresses.items():
        client = client_for(person)
        for address in pages:
            answer = client.get(address)
            assert answer.status_code == 200, address
            text = answer.content.decode()
            assert written not in text, address
            assert "radpeer" not in text.lower(), address
    found = client_for(chair).get(f"{reverse('cases:list')}?words=3B").content.decode()
    assert case.reference not in found


def test_nothing_that_counts_or_lists_reads_the_table(built: World, client_for: Any) -> None:
    _switch(built, built.north)
    _import(built, built.north, "2a", "3B")
    client = client_for(built.one(Role.CHAIR))

    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = coding_counts(actor_for(built.one(Role.LEAD)), built.north.pk, built.first.pk, EVER)
        for name in ("cases:list", "cases:triage", "cases:standing-share", "meetings:list", "learning:list"):
            assert client.get(reverse(name)).status_code == 200
        client.get(f"{reverse('cases:list')}?words=nodule")

    assert found.schemes == []
    assert not [one["sql"] for one in asked.captured_queries if ReferenceCoding._meta.db_table in one["sql"]]


def test_the_matching_page_offers_the_column_only_where_it_is_kept(built: World, client_for: Any) -> None:
    chair = built.one(Role.CHAIR)
    client = client_for(chair)

    def page() -> str:
        found = imports.received(built.north, chair, _rows("2a"))
        actor = actor_for(chair)
        with acting_as(actor):
            settle_headings(
                actor=actor, import_id=found.pk, expected_version=found.version, sheet="", heading_row=1,
                heading_rows=1, dates=DAY_FIRST,
            )  # fmt: skip
        return str(client.get(reverse("intake:columns", args=[found.pk])).content.decode())

    off = page()
    _switch(built, built.north)
    on = page()

    assert f'value="{RADPEER.key}"' not in off
    assert "Scores of another scheme are left out." in off
    assert f'value="{RADPEER.key}" selected' in on
