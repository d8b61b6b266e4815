"""The studies of a case, as its page and the log screen show them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from apps.cases.enums import StudyPart
from apps.cases.models import Case
from apps.cases.presenters.words import modality_words
from apps.core.presenting import clinical_time
from apps.journeys.anatomy import region_words
from apps.journeys.domain.sources import counted_time
from apps.journeys.enums import JourneyStage
from apps.journeys.models import Study


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


def case_studies(case: Case, links: Mapping[UUID, str] | None = None) -> list[dict[str, Any]]:
    """The studies of the case with the part that each plays, the study in question first.

    `links` open studies in PACS, by study, for who may.
    """
    order = {part: place for place, part in enumerate(StudyPart.values)}
    rows = sorted(case.case_studies.all(), key=lambda row: order[row.part])
    return [
        {
            "part": StudyPart(row.part).label,
            "title": row.study.description or modality_words(row.study.modalities) or _("Study"),
            "accession": row.study.accession_number,
            "performed": clinical_time(counted_time(row.study.events.all(), JourneyStage.ACQUISITION)),
            "verified": clinical_time(counted_time(row.study.events.all(), JourneyStage.VERIFICATION)),
            "study_id": row.study_id,
            "pacs": (links or {}).get(row.study_id, ""),
        }
        for row in rows
    ]
