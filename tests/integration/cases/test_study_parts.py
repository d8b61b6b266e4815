"""What a study is to its case, and who read it: changed with a reason, shown together, judged apart."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.registering import StudyInput, amend_case
from apps.cases.domain.study_parts import StudyChange, change_study
from apps.cases.enums import CaseEvent, ReaderPart, ReaderStanding, StudyPart
from apps.cases.errors import StaleCase, TransitionRefused
from apps.cases.models import Case, CaseReader, CaseStudy
from apps.cases.queries.readings import Conflict, readings_of
from apps.core.actor import acting_as, command_actor
from apps.core.clock import today
from apps.core.errors import Forbidden, Invalid, NotVisible
from apps.journeys.enums import ReaderKind
from apps.journeys.models import Study, StudyReader
from tests.factories import cases as make
from tests.integration.api.calling import Api
from tests.support.worlds import World

WHY = "The later CT is the one in question."
INDEX, LATER, PRIOR = StudyPart.INDEX, StudyPart.LATER, StudyPart.PRIOR


def recorded(study: Study, **who: Any) -> StudyReader:
    """A reader as the study's own record has them."""
    with acting_as(command_actor("test reader")):
        return StudyReader.objects.create(study=study, **{"part": "author", "kind": ReaderKind.KNOWN, **who})


def logged(here: World, *parts: StudyPart, **fields: Any) -> Case:
    """A case by staff about studies with these parts."""
    named = tuple(StudyInput(make.study(here.north).pk, part) for part in parts)
    return make.case(here.one(Role.STAFF), here.north, studies=named, **fields)


def row_of(case: Case, part: StudyPart) -> CaseStudy:
    """The study of the case with that part."""
    return CaseStudy.objects.get(case=case, part=part)


def changed(here: World, case: Case, row: CaseStudy, role: Role = Role.CHAIR, **more: Any) -> Case:
    """Change the study, as that role."""
    wanted = StudyChange(**{name: more.pop(name) for name in list(more) if name in StudyChange.__dataclass_fields__})
    with acting_as(actor_for(here.one(role))) as actor:
        return change_study(
            actor=actor, case_id=case.pk, case_study_id=row.pk, wanted=wanted, **{"reason": WHY, **more}
        )


def test_part_changes_and_the_trail_keeps_both_with_the_reason(here: World) -> None:
    case = logged(here, INDEX, LATER)
    row = row_of(case, LATER)

    after = changed(here, case, row, part=PRIOR)

    assert CaseStudy.objects.get(pk=row.pk).part == PRIOR
    assert after.version == case.version + 1
    last, first = CaseStudy.history.filter(id=row.pk).order_by("-history_id")[:2]
    assert (first.part, last.part, last.history_change_reason) == (LATER, PRIOR, WHY)
    assert last.history_user_id == here.one(Role.CHAIR).pk


def test_study_that_becomes_the_one_in_question_brings_its_own_readers(here: World) -> None:
    case = logged(here, INDEX, LATER)
    row = row_of(case, LATER)
    recorded(row.study, person=here.one(Role.REVIEWER))
    recorded(row.study, part="verifier", kind=ReaderKind.DEPARTED, external_name="Dr Gone")

    changed(here, case, row, part=INDEX)

    named = {(one.person_id, one.external_name, one.standing) for one in CaseReader.objects.filter(study=row.study)}
    assert named == {(here.one(Role.REVIEWER).pk, "", "known"), (None, "Dr Gone", "departed")}


def test_readers_stay_when_their_study_is_no_longer_in_question(here: World) -> None:
    case = logged(here, INDEX, LATER)
    row = row_of(case, INDEX)
    changed(here, case, row, readers=(ReaderInput(person_id=here.one(Role.REVIEWER).pk),))

    changed(here, case, row, part=PRIOR)

    assert readings_of(Case.objects.get(pk=case.pk)).conflict_of(here.one(Role.REVIEWER).pk) is Conflict.READ


def test_each_study_has_its_own_readers_and_an_unknown_one_counts(here: World) -> None:
    case = logged(here, INDEX, INDEX)
    one, two = CaseStudy.objects.filter(case=case)
    deputy = here.one(Role.DEPUTY).pk

    changed(here, case, one, readers=(ReaderInput(person_id=here.one(Role.REVIEWER).pk),))
    half = readings_of(Case.objects.get(pk=case.pk))
    changed(here, case, two, readers_unknown_reason="Reported by a company that has closed.")
    unknown = readings_of(Case.objects.get(pk=case.pk))
    outside = ReaderInput(external_name="Telerad Ltd", standing=ReaderStanding.EXTERNAL)
    changed(here, case, two, readers=(outside,), readers_unknown_reason="")
    whole = readings_of(Case.objects.get(pk=case.pk))

    assert (half.are_settled, half.conflict_of(deputy)) == (False, Conflict.CANNOT_TELL)
    assert (unknown.are_settled, unknown.conflict_of(deputy)) == (True, Conflict.CANNOT_TELL)
    assert (whole.are_settled, whole.conflict_of(deputy)) == (True, Conflict.NONE)


def test_somebody_who_holds_no_role_any_more_is_recorded_as_gone(here: World) -> None:
    case = logged(here, INDEX)
    gone = here.one(Role.REVIEWER)
    with acting_as(command_actor("test")):
        for held in gone.memberships.all():
            held.starts_on, held.ends_on = today() - timedelta(days=9), today() - timedelta(days=1)
            held.save()

    changed(here, case, row_of(case, INDEX), readers=(ReaderInput(person_id=gone.pk),))

    assert CaseReader.objects.get(case=case).standing == ReaderStanding.DEPARTED


def test_reader_of_whom_nobody_had_said_the_study_gets_one_and_not_twice(here: World) -> None:
    reader = ReaderInput(person_id=here.one(Role.REVIEWER).pk)
    case = logged(here, INDEX, INDEX, readers=(reader,))
    one, two = CaseStudy.objects.filter(case=case)
    placeless = CaseReader.objects.get(case=case, study=None)

    changed(here, case, one, placed=(placeless.pk,))
    changed(here, case, two, readers=(reader,))
    again = changed(here, case, two, readers=(reader,))

    assert {row.study_id for row in CaseReader.objects.filter(case=case)} == {one.study_id, two.study_id}
    assert again.version == case.version + 2


def test_amending_the_readers_without_a_study_leaves_them_where_they_are(here: World) -> None:
    reader = ReaderInput(person_id=here.one(Role.REVIEWER).pk)
    case = logged(here, INDEX, LATER, readers=(reader,))
    changed(here, case, row_of(case, LATER), readers=(reader,))
    before = set(CaseReader.objects.filter(case=case).values_list("pk", flat=True))

    with acting_as(actor_for(here.one(Role.CHAIR))) as actor:
        version = Case.objects.get(pk=case.pk).version
        amend_case(actor=actor, case_id=case.pk, expected_version=version, changes={}, readers=(reader,))

    assert set(CaseReader.objects.filter(case=case).values_list("pk", flat=True)) == before


def test_reader_found_by_the_change_is_no_longer_asked_to_review(here: World) -> None:
    case = logged(here, INDEX, PRIOR, readers=(ReaderInput(external_name="Telerad", standing=ReaderStanding.EXTERNAL),))
    row = row_of(case, PRIOR)
    recorded(row.study, person=here.one(Role.REVIEWER))
    make.move(
        case, here.one(Role.CHAIR), CaseEvent.SEND_TO_REVIEW, reviewers=[here.one(Role.REVIEWER).pk], request="Cough."
    )

    changed(here, case, row, part=LATER)

    assert case.reviews.get().ended_as == "reader_found"


def test_decided_case_keeps_known_readers(here: World) -> None:
    case = logged(here, INDEX, LATER, readers=(ReaderInput(person_id=here.one(Role.REVIEWER).pk),))
    make.move(case, here.one(Role.CHAIR), CaseEvent.ACCEPT)

    with pytest.raises(Invalid) as refused:
        changed(here, case, row_of(case, LATER), part=INDEX)
    changed(here, case, row_of(case, LATER), part=INDEX, readers_unknown_reason="Reported abroad.")

    assert set(refused.value.fields) == {"readers_unknown_reason"}
    assert CaseStudy.objects.filter(case=case, part=INDEX).count() == 2


@pytest.mark.parametrize(
    ("role", "wanted", "error"),
    [
        (Role.STAFF, {"part": PRIOR}, None),
        (Role.STAFF, {"readers_unknown_reason": "Abroad."}, Forbidden),
        (Role.DEPUTY, {"part": PRIOR}, None),
        (Role.GOVERNANCE, {"part": PRIOR}, Forbidden),
        (Role.REVIEWER, {"part": PRIOR}, NotVisible),
        (Role.COORDINATOR, {"part": PRIOR}, NotVisible),
        (Role.ADMIN, {"part": PRIOR}, NotVisible),
    ],
)
def test_who_may(here: World, role: Role, wanted: dict[str, Any], error: type[Exception] | None) -> None:
    case = logged(here, INDEX, LATER)
    if error is None:
        changed(here, case, row_of(case, LATER), role, **wanted)
        return
    with pytest.raises(error):
        changed(here, case, row_of(case, LATER), role, **wanted)


def test_original_reader_changes_nothing_of_a_case_about_their_own_report(here: World) -> None:
    case = logged(here, INDEX, readers=(ReaderInput(person_id=here.one(Role.CHAIR).pk),))

    with pytest.raises(Forbidden) as refused:
        changed(here, case, row_of(case, INDEX), part=PRIOR)

    assert refused.value.code == "own_report"


def test_refusals(here: World) -> None:
    case = logged(here, INDEX, LATER, readers=(ReaderInput(person_id=here.one(Role.REVIEWER).pk),))
    row, other = row_of(case, LATER), row_of(logged(here, INDEX), INDEX)

    with pytest.raises(Invalid) as no_reason:
        changed(here, case, row, part=PRIOR, reason=" ")
    with pytest.raises(Invalid) as no_part:
        changed(here, case, row, part="somewhere")
    with pytest.raises(NotVisible):
        changed(here, case, other, part=PRIOR)
    with pytest.raises(StaleCase):
        changed(here, case, row, part=PRIOR, expected_version=case.version - 1)
    with pytest.raises(Invalid) as stranger:
        changed(here, case, row, readers=(ReaderInput(person_id=here.one(Role.REVIEWER, here.other).pk),))
    make.move(case, here.one(Role.CHAIR), CaseEvent.ACCEPT)
    with pytest.raises(TransitionRefused) as late:
        changed(here, case, row, Role.STAFF, part=PRIOR)

    assert set(no_reason.value.fields) == {"reason"}
    assert set(no_part.value.fields) == {"part"}
    assert set(stranger.value.fields) == {"readers"}
    assert late.value.code == "too_late_to_amend"


def page_of(case: Case, row: CaseStudy) -> str:
    """The page of one study of the case."""
    return reverse("cases:study-part", args=[case.pk, row.pk])


def test_page_changes_part_and_readers_and_the_case_shows_them_together(
    here: World, client_for: Callable[..., Client]
) -> None:
    case = logged(here, INDEX, LATER)
    row = row_of(case, LATER)
    client, address = client_for(here.one(Role.CHAIR)), page_of(case, row_of(case, LATER))
    sent = {
        "expected_version": str(case.version),
        "part": "index",
        "verifier": str(here.one(Role.REVIEWER).pk),
        "outside_name": "Dr Elsewhere",
        "outside_part": "author",
        "outside_standing": "departed",
        "reason": WHY,
    }

    linked = client.get(case.get_absolute_url()).content.decode()
    asked = client.get(address).content.decode()
    empty = client.post(address, {**sent, "reason": ""}).content.decode()
    done = client.post(address, sent, follow=True).content.decode()
    stale = client.post(address, {**sent, "part": "prior"})

    assert address in linked
    assert "Part and readers of a study" in asked
    assert "Say why you change it." in empty
    assert "Dr Elsewhere" in empty
    assert f"<strong>{here.one(Role.REVIEWER).full_name}</strong>" in done
    assert "wrote the report, has left" in done
    assert row.pk in {one.pk for one in CaseStudy.objects.filter(case=case, part=INDEX)}
    assert stale.status_code == 409
    assert WHY in stale.content.decode()


def test_who_may_not_know_the_readers_is_shown_none_and_asked_for_none(
    here: World, client_for: Callable[..., Client]
) -> None:
    case = logged(here, INDEX, readers=(ReaderInput(person_id=here.one(Role.REVIEWER).pk, part=ReaderPart.AUTHOR),))
    recorded(row_of(case, INDEX).study, part="verifier", kind=ReaderKind.EXTERNAL, external_name="Dr Secret")
    client = client_for(here.one(Role.STAFF))

    shown = client.get(case.get_absolute_url()).content.decode()
    asked = client.get(page_of(case, row_of(case, INDEX))).content.decode()

    for page in (shown, asked):
        assert "Dr Secret" not in page
        assert here.one(Role.REVIEWER).full_name not in page
    assert 'name="author"' not in asked
    assert "Known to the chair" in shown


def test_another_department_and_a_row_of_another_case_are_not_found(
    here: World, client_for: Callable[..., Client]
) -> None:
    case, other = logged(here, INDEX), logged(here, INDEX)
    address, stranger = page_of(case, row_of(case, INDEX)), client_for(here.one(Role.CHAIR, here.south))

    assert stranger.get(address).status_code == 404
    assert stranger.post(address, {"part": "prior", "reason": WHY}).status_code == 404
    crossed = client_for(here.one(Role.CHAIR)).post(
        page_of(case, row_of(other, INDEX)), {"part": "prior", "reason": WHY, "expected_version": "1"}, follow=True
    )
    assert "It is not part of this case." in crossed.content.decode()
    assert row_of(other, INDEX)


def test_api_changes_a_study_and_says_who_read_which(here: World) -> None:
    case = logged(here, INDEX, LATER)
    chair = Api(here.one(Role.CHAIR))
    rows = {one["part"]: one for one in chair.get(f"cases/{case.pk}/")["studies"]}
    address = f"cases/{case.pk}/studies/{rows['later']['id']}/"
    sent = {
        "expected_version": case.version,
        "reason": WHY,
        "part": "index",
        "readers": [{"person": here.one(Role.REVIEWER).pk, "part": "verifier"}, {"external_name": "Telerad"}],
        "readers_unknown_reason": "Who dictated it is not known.",
    }

    done = chair.patch(address, sent)
    stale = chair.refused("patch", address, {**sent, "part": "prior"})
    no_reason = chair.refused("patch", address, {"expected_version": done["version"], "part": "prior"})
    elsewhere = Api(here.one(Role.CHAIR, here.south)).refused("patch", address, sent)

    study = rows["later"]["study"]
    assert {(one["study"], one["part"], one["standing"]) for one in done["readers"]} == {
        (study, "verifier", "known"),
        (study, "author", "external"),
    }
    assert [one["readers_unknown_reason"] for one in done["studies"] if one["study"] == study] == [
        "Who dictated it is not known."
    ]
    assert stale[:2] == (409, "stale")
    assert (no_reason[0], set(no_reason[2])) == (400, {"reason"})
    assert elsewhere[0] == 404
