"""The part that a study plays in a case, and who read it."""

from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.fields import ChosenField, IdField, Input, NumberField, TextField, rows
from apps.access.api.reading import body_of
from apps.access.permissions import Permission
from apps.cases.api import outputs
from apps.cases.api.inputs import VERSION
from apps.cases.api.views import TAG, CaseAPIView
from apps.cases.domain.reading import ReaderInput
from apps.cases.domain.study_parts import StudyChange, change_study
from apps.cases.enums import ReaderPart, ReaderStanding, StudyPart


class ReaderOfStudyInput(Input):
    """Somebody who read this study: a person of this trust by id, or a name."""

    person = IdField(required=False, allow_null=True)
    external_name = TextField(required=False, max_length=200)
    part = ChosenField(choices=ReaderPart.choices, required=False)
    standing = ChosenField(choices=ReaderStanding.choices, required=False)


class StudyChangeInput(Input):
    """What is to be different about one study; what is left out stays."""

    expected_version = NumberField(min_value=1, help_text=VERSION)
    reason = TextField(max_length=2_000, help_text="Why it changes; kept in the trail.")
    part = ChosenField(choices=StudyPart.choices, required=False)
    readers = rows(ReaderOfStudyInput, 20, required=False, help_text="To name besides those who are named.")
    readers_unknown_reason = TextField(
        required=False,
        max_length=2_000,
        help_text="Why a reader of this study cannot be known. An unknown reader never counts as no conflict.",
    )


class OneCaseStudy(CaseAPIView):
    """One study of a case."""

    permission = Permission.CASE_AMEND

    @operation("case_studies_change", TAG, outputs.CaseOutput, sends=StudyChangeInput)
    def patch(self, request: Request, case_id: UUID, case_study_id: UUID) -> Response:
        """Change the part of a study, or name who read it; the earlier answer stays in the trail."""
        given = body_of(request, StudyChangeInput)
        part = given.get("part")
        change_study(
            actor=self.actor,
            case_id=case_id,
            case_study_id=case_study_id,
            wanted=StudyChange(
                part=StudyPart(part) if part else None,
                readers=tuple(_reader(one) for one in given.get("readers", ())),
                readers_unknown_reason=given.get("readers_unknown_reason"),
            ),
            reason=given["reason"],
            expected_version=given["expected_version"],
        )
        return self.as_it_is_now(case_id)


def _reader(given: dict[str, str]) -> ReaderInput:
    person = given.get("person")
    usual = ReaderStanding.KNOWN if person else ReaderStanding.EXTERNAL
    return ReaderInput(
        person_id=UUID(str(person)) if person else None,
        external_name="" if person else given.get("external_name", ""),
        part=ReaderPart(given.get("part", ReaderPart.AUTHOR)),
        standing=ReaderStanding(given.get("standing", usual)),
    )
