"""What a summary is drafted from: the presentation copy and the outcome, never the submission (C0)."""

from collections import defaultdict

from django.utils.translation import gettext as _

from apps.cases.enums import CaseKind
from apps.cases.models import Case
from apps.core.clock import LONDON, today
from apps.documents.domain.packs import CaseLearningPack, LearningTopic, MeetingLearningPack
from apps.journeys.anatomy import first_capital, region_words
from apps.learning.models import LearningPoint
from apps.meetings.enums import AgendaStatus, ConsensusKind
from apps.meetings.models import Meeting, Outcome

GOOD = (CaseKind.GOOD_SPOT, CaseKind.EDUCATIONAL)


def _outcomes(case: Case) -> list[Outcome]:
    found = Outcome.objects.filter(agenda_item__case=case).exclude(consensus_kind=ConsensusKind.DEFERRED)
    return list(
        found.select_related("agenda_item__meeting").prefetch_related("learning_points", "factor_rows__term")
        .order_by("recorded_at")
    )  # fmt: skip


def learning_points_of(case: Case, outcomes: list[Outcome] | None = None) -> tuple[str, ...]:
    """Every learning point recorded of a case, at meetings and as feedback, in order, each once."""
    known = _outcomes(case) if outcomes is None else outcomes
    at_meetings = [point.text for outcome in known for point in outcome.learning_points.all()]
    feedback = list(LearningPoint.objects.filter(case=case).values_list("text", flat=True))
    return tuple(dict.fromkeys([*at_meetings, *feedback]))


def case_pack(case: Case) -> CaseLearningPack:
    """The first draft of a case's summary."""
    copy = getattr(case, "presentation", None)
    outcomes = _outcomes(case)
    newest = outcomes[-1] if outcomes else None
    factors = [row.term.label for outcome in outcomes for row in outcome.factor_rows.all()]
    month = newest.agenda_item.meeting.starts_at.astimezone(LONDON).date() if newest else today()
    return CaseLearningPack(
        title=(copy.title if copy else "") or _("Learning from a case"),
        modality=case.modality,
        region=region_words(case.body_region),
        kind=str(CaseKind(case.kind).label),
        vignette=copy.vignette if copy else "",
        question=copy.question if copy else "",
        reveal=copy.reveal if copy else "",
        consensus=newest.consensus if newest else "",
        contributing_factors=tuple(dict.fromkeys(factors)),
        learning_points=learning_points_of(case, outcomes),
        discussed_month=f"{month:%Y-%m}",
    )


def meeting_pack(meeting: Meeting) -> MeetingLearningPack:
    """The first draft of a meeting's summary: by topic, drawn from several cases and not a list of them."""
    items = meeting.items.filter(status=AgendaStatus.DISCUSSED).select_related("case", "outcome")
    points: dict[str, list[str]] = defaultdict(list)
    good: dict[str, list[str]] = defaultdict(list)
    for item in items.prefetch_related("outcome__learning_points"):
        topic = _topic(item.case)
        texts = [point.text for point in item.outcome.learning_points.all()] if hasattr(item, "outcome") else []
        (good if item.case.kind in GOOD else points)[topic] += texts
    month = meeting.starts_at.astimezone(LONDON).date()
    return MeetingLearningPack(
        title=_("Learning from our meeting"),
        topics=tuple(
            LearningTopic(
                heading=topic,
                learning_points=tuple(dict.fromkeys(points.get(topic, []))),
                good_spots=tuple(dict.fromkeys(good.get(topic, []))),
            )
            for topic in dict.fromkeys([*points, *good])
        ),
        discussed_month=f"{month:%Y-%m}",
    )


def _topic(case: Case) -> str:
    """What a case is filed under: its subspecialty, else its body region, else its kind."""
    return first_capital(case.subspecialty) or region_words(case.body_region) or str(CaseKind(case.kind).label)
