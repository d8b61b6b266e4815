"""A review as its pages show it: what a sealed reviewer may see, and the views once they are open."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.cases.enums import CaseStatus, Confidence, HowDiscovered, ReviewEnd, StudyPart
from apps.cases.models import Case, Opinion, ReviewAssignment
from apps.cases.presenters.differences import Piece, has_changes, word_changes
from apps.cases.presenters.pacs import pacs_link
from apps.cases.presenters.words import first_lines, kind_words, modality_words
from apps.cases.queries.sealed import SHOWN_TO_REVIEWERS
from apps.core.actor import Actor
from apps.core.clock import today
from apps.core.presenting import ago, clinical_time, date_words, due
from apps.journeys.domain.sources import counted_time
from apps.journeys.enums import JourneyStage

TITLE_LENGTH = 90


@dataclass(frozen=True, kw_only=True)
class ReviewRequestShown:
    """All of a case that a reviewer sees before the first view; nothing else of it may reach the page."""

    reference: str
    title: str
    request: str
    studies: list[dict[str, Any]]
    note: str
    due: str
    overdue: bool


def request_shown(case: Case, asked: ReviewAssignment | None) -> ReviewRequestShown:
    """The request, the studies to look at, and by when."""
    kept = getattr(case, "review_request", None)
    rows = [one for one in case.case_studies.all() if one.part in SHOWN_TO_REVIEWERS]
    rows.sort(key=lambda row: row.part != StudyPart.INDEX)
    due_on = asked.due_on if asked and asked.awaits_view else None
    return ReviewRequestShown(
        reference=case.reference,
        title=_title([row.study for row in rows if row.part == StudyPart.INDEX], kept),
        request=kept.text if kept else "",
        studies=[_study(row) for row in rows],
        note=asked.note if asked else "",
        due=due(due_on) if due_on else "",
        overdue=bool(due_on and due_on < today()),
    )


def _title(studies: list[Any], kept: Any) -> str:
    """The examination, never the kind of the case nor where in the body: both may tell what was found."""
    for study in studies:
        words = study.description or modality_words(study.modalities)
        if words:
            return str(words)
    lines = kept.text.strip().splitlines() if kept else []
    return first_lines(lines[0], TITLE_LENGTH) if lines else _("A case for your view")


def _study(row: Any) -> dict[str, Any]:
    study = row.study
    return {
        "part": StudyPart(row.part).label,
        "title": study.description or modality_words(study.modalities) or _("Study"),
        "accession": study.accession_number,
        "performed": clinical_time(counted_time(study.events.all(), JourneyStage.ACQUISITION)),
        "pacs_href": pacs_link(row),
    }


def title_of_review(asked: ReviewAssignment) -> str:
    """The same title for a card in a list."""
    rows = asked.case.studies_for_review  # type: ignore[attr-defined]  # prefetched by queries.reviews
    studies = [row.study for row in rows if row.part == StudyPart.INDEX]
    return _title(studies, getattr(asked.case, "review_request", None))


def wanted_card(asked: ReviewAssignment) -> dict[str, Any]:
    """A review that waits for one's view; what happened is not told before the view is given."""
    late = asked.due_on is not None and asked.due_on < today()
    return {
        "title": title_of_review(asked),
        "href": reverse("cases:opinion", args=[asked.case_id]),
        "what": asked.note or _("Look at the study and say what you see. The outcome is shown afterwards."),
        "reference": asked.case.reference,
        "status": {"text": _("Overdue"), "tone": "urgent"} if late else {"text": _("To review"), "tone": "waiting"},
        "due": due(asked.due_on) if asked.due_on else "",
        "overdue": late,
        "age": _("asked %(when)s") % {"when": ago(asked.assigned_at)},
        "button": {"text": _("Give your view"), "href": reverse("cases:opinion", args=[asked.case_id])},
    }


def given_card(asked: ReviewAssignment) -> dict[str, Any]:
    """A review in which one gave a view."""
    address = reverse("cases:opinion", args=[asked.case_id])
    return {
        "title": title_of_review(asked),
        "href": address,
        "what": _("You gave your view, and the outcome is open to you."),
        "reference": asked.case.reference,
        "status": {"text": _("Given"), "tone": "done"},
        "age": _("given %(when)s") % {"when": ago(asked.revealed_at)} if asked.revealed_at else "",
        "button": {"text": _("Open"), "href": address},
    }


def outcome_rows(case: Case) -> list[dict[str, Any]]:
    """What was logged and found; only for somebody from whom nothing is sealed any more."""
    copy = getattr(case, "presentation", None)
    rows: list[dict[str, Any]] = [
        {"key": _("What happened"), "value": case.narrative},
        {"key": _("Kind"), "value": kind_words(case)},
        {"key": _("How it came to light"), "value": HowDiscovered(case.how_discovered).label},
        {"key": _("When it came to light"), "value": clinical_time(case.discovered)},
    ]
    if copy is not None and copy.reveal:
        rows.append({"key": _("Reveal"), "value": copy.reveal})
    return rows


def names_reviewers(actor: Actor, case: Case) -> bool:
    """Whether the actor is told who gave which view: the chair is; reviewers read each other's without names."""
    return bool(may(actor, P.CASE_TRIAGE, case.access_facts()))


def views_shown(actor: Actor, case: Case, *, all_of_them: bool) -> list[dict[str, Any]]:
    """Each reviewer's first and second view with the difference, first committed first; else only one's own."""
    named, readers = names_reviewers(actor, case), {one.person_id for one in case.readers.all()}
    by_person: dict[UUID, dict[bool, Opinion]] = {}
    for one in case.opinions.all():
        if all_of_them or one.reviewer_id == actor.user_id:
            by_person.setdefault(one.reviewer_id, {})[one.after_reveal] = one
    return [
        _views_of(actor, views, named=named, is_reader=person in readers)
        for person, views in by_person.items()
        if False in views
    ]


def _views_of(actor: Actor, views: dict[bool, Opinion], *, named: bool, is_reader: bool) -> dict[str, Any]:
    first, second = views[False], views.get(True)
    mine = first.reviewer_id == actor.user_id
    return {
        "who": _("You") if mine else first.reviewer.full_name if named else _("Another reviewer"),
        "first": _view(first),
        "second": _view(second) if second else None,
        "changes": changes(first, second) if second else [],
        "blind": blind_words(first),
        "reader": _("Has since been named as a reader of a report in this case.") if is_reader else "",
    }


def _view(one: Opinion) -> dict[str, Any]:
    return {
        "at": one.committed_at,
        "view": one.view,
        "facts": [words for words in (_finding(one), _confidence(one)) if words],
        "recommendation": one.recommendation,
        "learning": one.learning,
        "declared": _("Confirmed that the report was not theirs.") if one.declared_not_read else "",
    }


def _finding(one: Opinion) -> str:
    return _("Type of finding: %(what)s") % {"what": one.finding_term.label} if one.finding_term else ""


def _confidence(one: Opinion) -> str:
    if not one.confidence:
        return ""
    return _("Confidence in this view: %(how)s") % {"how": str(Confidence(one.confidence).label).lower()}


def blind_words(one: Opinion) -> str:
    """How blind the first view was, as far as the record of looks tells."""
    if one.was_blind is False:
        return _("Not blind: this person had opened the case before.")
    return _("Given blind.") if one.was_blind else ""


def changes(first: Opinion, second: Opinion) -> list[dict[str, Any]]:
    """What the second view says differently, field by field; empty when it repeats the first."""
    rows: list[dict[str, Any]] = []
    for label, old, new in (
        (_("What is seen"), first.view, second.view),
        (_("Recommendation"), first.recommendation, second.recommendation),
    ):
        pieces = word_changes(old, new)
        if has_changes(pieces):
            rows.append({"label": label, "pieces": pieces})
    for label, before, after in (
        (_("Type of finding"), _term(first), _term(second)),
        (_("Confidence"), _sure(first), _sure(second)),
    ):
        if after and before != after:
            rows.append({"label": label, "pieces": _swapped(before, after)})
    return rows


def _term(one: Opinion) -> str:
    return one.finding_term.label if one.finding_term else ""


def _sure(one: Opinion) -> str:
    return str(Confidence(one.confidence).label) if one.confidence else ""


def _swapped(before: str, after: str) -> list[Piece]:
    return [*([Piece("removed", before)] if before else []), Piece("added", f" {after}" if before else after)]


def reviewer_rows(case: Case) -> list[dict[str, Any]]:
    """Everybody who was asked, for the chair: how it stands with each, and what can be done."""
    return [
        _reviewer(case, one) for one in sorted(case.reviews.all(), key=lambda one: (not one.is_active, one.assigned_at))
    ]


def _reviewer(case: Case, one: ReviewAssignment) -> dict[str, Any]:
    late = one.awaits_view and one.due_on is not None and one.due_on < today()
    can_act = one.awaits_view and case.status == CaseStatus.UNDER_REVIEW
    return {
        "name": one.reviewer.full_name,
        "status": _state(one, late=late),
        "asked_at": one.assigned_at,
        "asked_by": one.assigned_by.full_name,
        "due": date_words(one.due_on) if one.due_on else "",
        "revealed_at": one.revealed_at,
        "reminded_at": one.reminded_at,
        "ended": _ended(one),
        "remind": reverse("cases:remind-reviewer", args=[case.pk, one.pk]) if can_act else "",
        "take_off": reverse("cases:take-off-reviewer", args=[case.pk, one.pk]) if can_act else "",
    }


def _state(one: ReviewAssignment, *, late: bool) -> dict[str, str]:
    if one.revealed_at:
        return {"text": _("View given"), "tone": "done"}
    if not one.is_active:
        return {"text": _("No longer asked"), "tone": "stopped"}
    return {"text": _("Overdue"), "tone": "urgent"} if late else {"text": _("Waiting"), "tone": "waiting"}


def _ended(one: ReviewAssignment) -> str:
    if one.is_active:
        return ""
    label = str(ReviewEnd(one.ended_as).label)
    return f"{label}: {one.ended_reason}" if one.ended_reason else label


def progress(reviews: Iterable[ReviewAssignment]) -> tuple[int, int]:
    """How many views were given, of how many that are asked for."""
    asked = [one for one in reviews if one.is_active]
    return sum(one.revealed_at is not None for one in asked), len(asked)
