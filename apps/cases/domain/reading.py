"""Who wrote or verified the reports of a case: known, external, gone, or unknown with a reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.words import refusal_words
from apps.accounts.models import Department, User
from apps.cases.domain.assigning import end_reviews_of_readers
from apps.cases.domain.payloads import clean_words
from apps.cases.enums import ReaderPart, ReaderStanding
from apps.cases.models import Case, CaseReader
from apps.core.errors import Forbidden, Invalid
from apps.core.tracking import required_actor
from apps.journeys.enums import ReaderKind
from apps.journeys.models import Study, StudyReader


@dataclass(frozen=True, kw_only=True)
class ReaderInput:
    """An original reader: somebody of this trust by id, or a name with a standing."""

    person_id: UUID | None = None
    external_name: str = ""
    part: ReaderPart = ReaderPart.AUTHOR
    standing: ReaderStanding = ReaderStanding.KNOWN


def set_readers(case: Case, wanted: Iterable[ReaderInput], department: Department) -> None:
    """Make the case's readers exactly these; rows that stay are not touched.

    Raises Invalid, and Forbidden where somebody would take their own name off: that would wipe a conflict away.
    """
    rows: dict[tuple[UUID | None, str, str], CaseReader] = {
        (row.person_id, row.external_name, row.part): row for row in CaseReader.objects.filter(case=case)
    }
    kept: set[tuple[UUID | None, str, str]] = set()
    for reader in wanted:
        name = clean_words(reader.external_name, "readers", 200)
        key = (reader.person_id, name, str(reader.part))
        if key in rows or key in kept:
            kept.add(key)
            continue
        kept.add(key)
        _check(reader, name, department)
        CaseReader.objects.create(
            case=case, person_id=reader.person_id, external_name=name, part=reader.part, standing=reader.standing
        )
    for key, row in rows.items():
        if key not in kept:
            if row.person_id is not None and row.person_id == required_actor().user_id:
                raise Forbidden("own_report", refusal_words("own_report"))
            row.delete()
    if kept - set(rows):
        end_reviews_of_readers(case)


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
    """Take over the readers that the studies in question already name."""
    for study in studies:
        for reader in study.readers.all():
            if reader.person_id is None and not reader.external_name:
                continue
            CaseReader.objects.get_or_create(
                case=case,
                person_id=reader.person_id,
                external_name="" if reader.person_id else reader.external_name,
                part=reader.part,
                defaults={"standing": _standing(reader)},
            )
    end_reviews_of_readers(case)


def _standing(reader: StudyReader) -> ReaderStanding:
    if reader.kind == ReaderKind.DEPARTED:
        return ReaderStanding.DEPARTED
    return ReaderStanding.KNOWN if reader.person_id else ReaderStanding.EXTERNAL
