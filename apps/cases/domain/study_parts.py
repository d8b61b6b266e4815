"""Saying what a study is to its case, and who read it; every earlier answer stays in the trail."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.cases.domain.assigning import end_reviews_of_readers
from apps.cases.domain.payloads import clean_words
from apps.cases.domain.reading import ReaderInput, add_reader, copy_readers_from_studies
from apps.cases.domain.removing import LONGEST_REASON, case_to_correct, check_version, with_readers_still_known
from apps.cases.enums import StudyPart
from apps.cases.models import Case, CaseReader, CaseStudy
from apps.core.actor import Actor
from apps.core.errors import Invalid, NotVisible
from apps.core.tracking import change


@dataclass(frozen=True, kw_only=True)
class StudyChange:
    """What is to be different; None leaves what is there.

    `readers` are named for this study, `placed` are rows of the case of which nobody had said the study.
    """

    part: StudyPart | None = None
    readers: tuple[ReaderInput, ...] = ()
    placed: tuple[UUID, ...] = ()
    readers_unknown_reason: str | None = None

    @property
    def touches_readers(self) -> bool:
        """Whether it says who read the study, which needs a permission of its own."""
        return bool(self.readers or self.placed or self.readers_unknown_reason is not None)


def change_study(
    *,
    actor: Actor,
    case_id: UUID,
    case_study_id: UUID,
    wanted: StudyChange,
    reason: str,
    expected_version: int | None = None,
) -> Case:
    """Change the part that a study plays, and name its readers.

    A study that becomes the one in question brings the readers that its own record names. One that no longer is keeps
    its readers on the case: who is taken for a reader stays one until somebody takes them off. An original reader
    changes nothing, or a conflict could be wiped away. The same change again changes nothing. Raises NotVisible,
    Forbidden, StaleCase, TransitionRefused once it is too late, and Invalid by field.
    """
    words = clean_words(reason, "reason", LONGEST_REASON)
    if not words:
        raise Invalid("required", _("Something is missing."), {"reason": _("Say why you change it.")})
    with change(reason=words):
        case = case_to_correct(actor, case_id, *([P.CASE_READER_VIEW] if wanted.touches_readers else []))
        row = CaseStudy.objects.select_related("study").filter(case=case, pk=case_study_id).first()
        if row is None:
            raise NotVisible
        if wanted.part is not None and wanted.part not in StudyPart.values:
            raise Invalid("invalid", _("Check the part."), {"part": _("Choose a part from the list.")})
        if _is_so(case, row, wanted):
            return case
        check_version(case, actor, expected_version)
        _set_part(case, row, wanted)
        _name_readers(case, row, wanted)
        case.save()
        end_reviews_of_readers(case)
        return with_readers_still_known(case_id)


def _is_so(case: Case, row: CaseStudy, wanted: StudyChange) -> bool:
    """Whether nothing would be different: the second half of a double click."""
    there = {(one.person_id, one.external_name, one.part) for one in case.readers.all() if one.study_id == row.study_id}
    return (
        wanted.part in (None, row.part)
        and wanted.readers_unknown_reason in (None, row.readers_unknown_reason)
        and not [one for one in _unplaced(case) if one.pk in wanted.placed]
        and all((one.person_id, one.external_name, one.part) in there for one in wanted.readers)
    )


def _who(reader: CaseReader) -> dict[str, Any]:
    return {"person": reader.person_id, "external_name": reader.external_name, "part": reader.part}


def _unplaced(case: Case) -> list[CaseReader]:
    return [one for one in case.readers.all() if one.study_id is None]


def _set_part(case: Case, row: CaseStudy, wanted: StudyChange) -> None:
    reason = wanted.readers_unknown_reason
    became_in_question = wanted.part == StudyPart.INDEX and row.part != StudyPart.INDEX
    row.part = wanted.part or row.part
    if reason is not None:
        row.readers_unknown_reason = clean_words(reason, "readers_unknown_reason", LONGEST_REASON)
    row.save()
    if became_in_question:
        copy_readers_from_studies(case, [row.study])


def _name_readers(case: Case, row: CaseStudy, wanted: StudyChange) -> None:
    for reader in _unplaced(case):
        if reader.pk in wanted.placed:
            if CaseReader.objects.filter(case=case, study=row.study, **_who(reader)).exists():
                reader.delete()
                continue
            reader.study = row.study
            reader.save()
    for given in wanted.readers:
        there = CaseReader.objects.filter(
            case=case, study=row.study, person=given.person_id, part=given.part, external_name=given.external_name
        )
        if not there.exists():
            add_reader(case, replace(given, study_id=row.study_id), case.department)
