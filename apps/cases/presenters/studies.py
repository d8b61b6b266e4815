"""The studies of a case, as its page and the log screen show them: part, times and readers together."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.cases.domain.removing import may_remove
from apps.cases.enums import ReaderPart, ReaderStanding, StudyPart
from apps.cases.models import Case, CaseReader, CaseStudy
from apps.cases.presenters.seeing import Sees
from apps.cases.presenters.words import modality_words
from apps.cases.queries.readings import place_of
from apps.core.actor import Actor
from apps.core.presenting import clinical_time
from apps.journeys.anatomy import region_words
from apps.journeys.domain.sources import counted_time
from apps.journeys.enums import JourneyStage, ReaderKind
from apps.journeys.models import Study, StudyReader


def study_cards(studies: Sequence[Study]) -> list[dict[str, Any]]:
    """Studies as the log screen shows them: enough to be sure that it is the right one."""
    return [
        {
            "id": str(study.pk),
            "title": study.description or modality_words(study.modalities) or _("Study"),
            "facts": [fact for fact in (modality_words(study.modalities), region_words(study.body_region)) if fact],
            "accession": study.accession_number,
        }
        for study in studies
    ]


def case_studies(
    case: Case, links: Mapping[UUID, str] | None = None, *, actor: Actor | None = None, seen: Sees | None = None
) -> list[dict[str, Any]]:
    """The studies of the case with the part that each plays and who read it, the study in question first.

    `links` open studies in PACS, by study, for who may. Without `seen` no reader is shown, without `actor` no link
    to change anything.
    """
    order = {part: place for place, part in enumerate(StudyPart.values)}
    rows = sorted(case.case_studies.all(), key=lambda row: order[row.part])
    corrects = actor is not None and may_remove(actor, case)
    return [
        {
            "part": StudyPart(row.part).label,
            "title": _title(row.study),
            "accession": row.study.accession_number,
            "performed": clinical_time(counted_time(row.study.events.all(), JourneyStage.ACQUISITION)),
            "verified": clinical_time(counted_time(row.study.events.all(), JourneyStage.VERIFICATION)),
            "study_id": row.study_id,
            "pacs": (links or {}).get(row.study_id, ""),
            "readers": readers_shown(case, row, seen) if seen else [],
            "shows_readers": seen is not None,
            "change": reverse("cases:study-part", args=[case.pk, row.pk]) if corrects else "",
        }
        for row in rows
    ]


def readers_shown(case: Case, row: CaseStudy, seen: Sees) -> list[dict[str, str]]:
    """Who read this study: as the case names them, then as the study's own record does, then what nobody knows.

    Whoever may not know the readers learns only whether somebody is known.
    """
    studies = list(case.case_studies.all())
    named = [one for one in case.readers.all() if place_of(one, studies) == row.study_id]
    recorded = list(row.study.readers.all())
    if not seen.readers:
        return [{"name": _("Known to the chair"), "how": ""}] if named or recorded else []
    said = [{"name": _name(one), "how": reader_words(one.part, one.standing)} for one in named]
    there = {(one.person_id, one.external_name, one.part) for one in named}
    said += [
        {"name": _recorded_name(one), "how": _recorded_words(one)}
        for one in recorded
        if one.kind != ReaderKind.UNKNOWN and (one.person_id, one.external_name, one.part) not in there
    ]
    parts_named = {one.part for one in named}
    said += [
        {"name": _("Not known"), "how": f"{_small(ReaderPart(one.part).label)}: {one.unknown_reason}"}
        for one in recorded
        if one.kind == ReaderKind.UNKNOWN and one.part not in parts_named
    ]
    if row.readers_unknown_reason:
        said.append({"name": _("Not known"), "how": row.readers_unknown_reason})
    return said


def reader_words(part: str, standing: str) -> str:
    """ "Wrote the report", "verified the report, external"."""
    words = _small(ReaderPart(part).label)
    return words if standing == ReaderStanding.KNOWN else f"{words}, {_small(ReaderStanding(standing).label)}"


def part_page_rows(case: Case, row: CaseStudy, seen: Sees) -> list[dict[str, Any]]:
    """What is known of one study, above the form that changes it."""
    readers = [f"{one['name']} ({one['how']})" if one["how"] else one["name"] for one in readers_shown(case, row, seen)]
    return [
        {"key": _("Study"), "value": _title(row.study)},
        {"key": _("Accession number"), "value": row.study.accession_number},
        {
            "key": _("Examined"),
            "value": clinical_time(counted_time(row.study.events.all(), JourneyStage.ACQUISITION)),
        },
        {"key": _("Its part now"), "value": StudyPart(row.part).label},
        {"key": _("Readers"), "value": "\n".join(readers) or _("Nobody is named")},
    ]


def unplaced_choices(case: Case) -> list[tuple[str, str]]:
    """The readers of whom nobody has said which study they read."""
    studies = list(case.case_studies.all())
    return [
        (str(one.pk), f"{_name(one)} ({reader_words(one.part, one.standing)})")
        for one in case.readers.all()
        if one.study_id is None and place_of(one, studies) is None
    ]


def _title(study: Study) -> str:
    return study.description or modality_words(study.modalities) or _("Study")


def _name(one: CaseReader) -> str:
    return one.person.full_name if one.person else one.external_name


def _recorded_name(one: StudyReader) -> str:
    return one.person.full_name if one.person else one.external_name


def _recorded_words(one: StudyReader) -> str:
    words = _("%(part)s, as the study’s own record says") % {"part": _small(ReaderPart(one.part).label)}
    return words if one.kind == ReaderKind.KNOWN else f"{words}, {_small(ReaderKind(one.kind).label)}"


def _small(words: Any) -> str:
    return str(words).lower()
