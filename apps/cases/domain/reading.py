"""Who wrote or verified the reports of a case: known, external, gone, or unknown with a reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.access.words import refusal_words
from apps.accounts.models import Department, User
from apps.accounts.queries.people import works_today
from apps.cases.domain.assigning import end_reviews_of_readers
from apps.cases.domain.payloads import clean_words
from apps.cases.enums import ReaderPart, ReaderStanding, StudyPart
from apps.cases.models import Case, CaseReader, CaseStudy
from apps.core.errors import Forbidden, Invalid
from apps.core.tracking import required_actor
from apps.journeys.enums import ReaderKind
from apps.journeys.models import Study, StudyReader


@dataclass(frozen=True, kw_only=True)
class ReaderInput:
    """An original reader: somebody of this trust by id, or a name with a standing; and which study they read.

    Without a study it is the one in question, where there is only one; else nobody has said which.
    """

    person_id: UUID | None = None
    external_name: str = ""
    part: ReaderPart = ReaderPart.AUTHOR
    standing: ReaderStanding = ReaderStanding.KNOWN
    study_id: UUID | None = None


# Who, and what they did; a case has one row for it in each study.
_Who = tuple[UUID | None, str, str]


def set_readers(case: Case, wanted: Iterable[ReaderInput], department: Department) -> None:
    """Make the case's readers exactly these; rows that stay are not touched.

    A reader who is named without a study keeps the studies for which they are known already. Raises Invalid, and
    Forbidden where somebody would take their own name off: that would wipe a conflict away.
    """
    rows = list(CaseReader.objects.filter(case=case))
    kept: set[UUID] = set()
    added = False
    for reader in wanted:
        name = clean_words(reader.external_name, "readers", 200)
        same = [row for row in rows if _who(row) == (reader.person_id, name, str(reader.part))]
        there = [row for row in same if reader.study_id in (None, row.study_id)]
        if there:
            kept |= {row.pk for row in there}
            continue
        made = add_reader(case, reader, department)
        rows.append(made)
        kept.add(made.pk)
        added = True
    for row in rows:
        if row.pk not in kept:
            if row.person_id is not None and row.person_id == required_actor().user_id:
                raise Forbidden("own_report", refusal_words("own_report"))
            row.delete()
    if added:
        end_reviews_of_readers(case)


def add_reader(case: Case, reader: ReaderInput, department: Department) -> CaseReader:
    """Name one reader more; the caller ends the reviews of whoever turns out to have read it. Raises Invalid."""
    name = clean_words(reader.external_name, "readers", 200)
    studies = {row.study_id: row.part for row in CaseStudy.objects.filter(case=case)}
    _check(reader, name, department)
    if reader.study_id is not None and reader.study_id not in studies:
        raise Invalid("unknown_study", _("Check the readers."), {"readers": _("Choose a study of this case.")})
    return CaseReader.objects.create(
        case=case,
        person_id=reader.person_id,
        external_name="" if reader.person_id else name,
        part=reader.part,
        standing=_standing_of(reader),
        study_id=reader.study_id or _only_one_in_question(studies),
    )


def _who(row: CaseReader) -> _Who:
    return row.person_id, row.external_name, row.part


def _only_one_in_question(studies: Mapping[UUID, str]) -> UUID | None:
    found = [study for study, part in studies.items() if part == StudyPart.INDEX]
    return found[0] if len(found) == 1 else None


def _standing_of(reader: ReaderInput) -> ReaderStanding:
    """As it was said; somebody of this trust who holds no role any more has left."""
    if reader.person_id is None or reader.standing != ReaderStanding.KNOWN:
        return reader.standing
    return ReaderStanding.KNOWN if works_today(reader.person_id) else ReaderStanding.DEPARTED


def _check(reader: ReaderInput, name: str, department: Department) -> None:
    if reader.person_id is None and not name:
        raise Invalid("reader_is_nobody", _("Check the readers."), {"readers": _("Choose a person or type a name.")})
    if reader.part not in ReaderPart.values or reader.standing not in ReaderStanding.values:
        raise Invalid("invalid", _("Check the readers."), {"readers": _("Say what part this reader had.")})
    if reader.person_id is None:
        return
    works_here = User.objects.filter(pk=reader.person_id, memberships__department__trust=department.trust_id)
    if not works_here.exists():
        raise Invalid("unknown_person", _("Check the readers."), {"readers": _("There is no such person here.")})


def copy_readers_from_studies(case: Case, studies: Iterable[Study]) -> None:
    """Take over the readers that the studies in question already name, each for the study that they read."""
    for study in studies:
        for reader in study.readers.all():
            if reader.person_id is None and not reader.external_name:
                continue
            who = {
                "person_id": reader.person_id,
                "external_name": "" if reader.person_id else reader.external_name,
                "part": reader.part,
            }
            if CaseReader.objects.filter(case=case, **who).filter(_of(study)).exists():
                continue
            CaseReader.objects.create(case=case, study=study, standing=_standing(reader), **who)
    end_reviews_of_readers(case)


def _of(study: Study) -> Q:
    """A row for this study, or one of which nobody has said the study."""
    return Q(study=study) | Q(study__isnull=True)


def _standing(reader: StudyReader) -> ReaderStanding:
    if reader.kind == ReaderKind.DEPARTED:
        return ReaderStanding.DEPARTED
    return ReaderStanding.KNOWN if reader.person_id else ReaderStanding.EXTERNAL
