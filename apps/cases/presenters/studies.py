"""The studies of a case, and how long things took: the three delays kept apart."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.cases.enums import StudyPart
from apps.cases.models import Case
from apps.cases.presenters.words import modality_words
from apps.core.clock import UNKNOWN_TIME, ClinicalTime
from apps.core.presenting import clinical_time, interval
from apps.journeys.anatomy import region_words
from apps.journeys.domain.delays import Delay, ImpossibleOrder, delay_between, within_limit
from apps.journeys.enums import JourneyStage, LimitUnit, RecordSource
from apps.journeys.models import StageLimit, Study


def study_cards(studies: Sequence[Study], logged: frozenset[UUID] = frozenset()) -> list[dict[str, Any]]:
    """Studies as the log screen shows them: enough to be sure that it is the right one."""
    return [
        {
            "id": str(study.pk),
            "title": study.description or modality_words(study.modalities) or _("Study"),
            "facts": [fact for fact in (modality_words(study.modalities), region_words(study.body_region)) if fact],
            "accession": study.accession_number,
            "already_logged": study.pk in logged,
        }
        for study in studies
    ]


def case_studies(case: Case) -> list[dict[str, Any]]:
    """The studies of the case with the part that each plays, the study in question first."""
    order = {part: place for place, part in enumerate(StudyPart.values)}
    rows = sorted(case.case_studies.all(), key=lambda row: order[row.part])
    return [
        {
            "part": StudyPart(row.part).label,
            "title": row.study.description or modality_words(row.study.modalities) or _("Study"),
            "accession": row.study.accession_number,
            "performed": clinical_time(stage_time([row.study], JourneyStage.ACQUISITION)),
            "verified": clinical_time(stage_time([row.study], JourneyStage.VERIFICATION)),
            "study_id": row.study_id,
        }
        for row in rows
    ]


# Where sources differ, the information system's word goes before the image files', as on the study's own page.
_RANK = {RecordSource.MANUAL: 0, RecordSource.RIS: 1, RecordSource.API: 2, RecordSource.ALERT: 3, RecordSource.DICOM: 4}


def stage_time(studies: Iterable[Study], stage: JourneyStage) -> ClinicalTime:
    """The earliest known time of a step over these studies; within one study the best source is believed."""
    found: list[tuple[datetime, ClinicalTime]] = []
    for study in studies:
        known = [step for step in study.events.all() if step.stage == stage and step.at is not None]
        best = min(known, key=lambda step: _RANK[RecordSource(step.origin)], default=None)
        if best is not None and best.at is not None:
            found.append((best.at, best.time))
    return min(found, key=lambda one: one[0])[1] if found else UNKNOWN_TIME


def delay_clock(case: Case, reporting: StageLimit | None) -> list[dict[str, Any]]:
    """The three delays for the clock: each with its length, its limit if one is set, and what is missing."""
    by_part: dict[str, list[Study]] = {}
    for row in case.case_studies.all():
        by_part.setdefault(row.part, []).append(row.study)
    index = by_part.get(StudyPart.INDEX, [])
    showing = index + by_part.get(StudyPart.LATER, [])
    performed, verified = (stage_time(index, one) for one in (JourneyStage.ACQUISITION, JourneyStage.VERIFICATION))
    first_image = stage_time(showing, JourneyStage.ACQUISITION)
    discovered = case.discovered
    if discovered.at is None:
        discovered = stage_time(by_part.get(StudyPart.DISCOVERY, []), JourneyStage.ACQUISITION)
    return [
        _interval(_("Examination to verified report"), performed, verified, (_("examination"), _("report")), reporting),
        _interval(
            _("First image that shows it to discovery"), first_image, discovered, (_("examination"), _("discovery"))
        ),
        _interval(_("First report to discovery"), verified, discovered, (_("report"), _("discovery"))),
    ]


def _interval(
    name: str, start: ClinicalTime, stop: ClinicalTime, ends: tuple[str, str], limit: StageLimit | None = None
) -> dict[str, Any]:
    try:
        delay = delay_between(start, stop)
    except ImpossibleOrder:
        return {"name": name, "state": "unknown", "why": _("The later time lies before the earlier one: check both.")}
    if delay is None:
        missing = [end for end, time in zip(ends, (start, stop), strict=True) if time.at is None]
        why = _("Not known: time of %(what)s") % {"what": _(" and ").join(missing)}
        return {"name": name, "state": "unknown", "why": why}
    words = {"name": name, "words": _length(delay)}
    kept = within_limit(delay, limit.amount, LimitUnit(limit.unit)) if limit else None
    if limit is None or kept is None:
        return {**words, "state": "no_limit"}
    days = limit.amount if limit.unit != LimitUnit.HOURS else limit.amount / 24
    return {
        **words,
        "state": "within" if kept else "over",
        "limit_words": f"{limit.amount} {LimitUnit(limit.unit).label}",
        "share": round(100 * delay.days / days) if days else 100,
    }


def _length(delay: Delay) -> str:
    if delay.length is not None and delay.days < 3:
        return interval(delay.length)
    return ngettext("%(n)s day", "%(n)s days", delay.days) % {"n": f"{delay.days:,}"}
