"""Each thing that waits, as a card: what, how old, due when, and the one button that does it."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.accounts.models import Department, User
from apps.cases.domain.screening import presentation_is_clean
from apps.cases.models import Case, Escalation, FollowUpAction, ReviewAssignment
from apps.cases.presenters.actions import next_step
from apps.cases.presenters.escalation_page import passing_on_words
from apps.cases.presenters.reviewing import title_of_review
from apps.cases.presenters.triage import deputy_words
from apps.cases.presenters.words import first_lines, imaging_words, status_tag, title_of
from apps.core.clock import LONDON, today
from apps.core.presenting import ago, due, time_words, weekday_date
from apps.documents.models import StoredDocument
from apps.learning.models import LearningSummary
from apps.meetings.models import AgendaItem, Meeting

Card = dict[str, Any]

IN_TRIAGE = 120


def _link(text: str, page: str, *args: Any, query: str = "") -> dict[str, str]:
    return {"text": text, "href": reverse(page, args=args) + query}


def _post(text: str, page: str, *args: Any) -> dict[str, str]:
    return {"text": text, "action": reverse(page, args=args)}


def _since(moment: datetime) -> str:
    days = _days(moment)
    return ngettext("waiting for %(n)s day", "waiting for %(n)s days", days) % {"n": days} if days else ago(moment)


def _days(moment: datetime) -> int:
    return (today() - moment.astimezone(LONDON).date()).days


def patient(one: Escalation) -> Card:
    """Somebody may need to act: nothing on the page comes before it."""
    taken = one.acknowledged_at is not None
    return {
        "title": imaging_words(one.case) or _("Act for this patient"),
        "what": _("You took it on. Record what was done, or hand it over.")
        if taken
        else _("Somebody may still need to act. Take it on, or hand it over."),
        "reference": one.case.reference,
        "age": _("raised %(when)s") % {"when": ago(one.raised_at)},
        "due": _("not taken on yet") if not taken else "",
        "overdue": not taken and _days(one.raised_at) >= 1,
        **passing_on_words(one),
        "urgent": True,
        "button": _link(_("Record what was done") if taken else _("Act now"), "cases:escalation", one.pk),
    }


def question(case: Case) -> Card:
    """The chair asked; the case waits for the answer."""
    return {
        "title": title_of(case),
        "what": _("The chair has a question. The case waits for your answer."),
        "reference": case.reference,
        "age": _("asked %(when)s") % {"when": ago(case.status_since)},
        "button": _link(_("Answer"), "cases:event", case.pk, "answer"),
    }


def decision(case: Case) -> Card:
    """A new case for those who triage."""
    return {
        "title": title_of(case),
        "what": first_lines(case.narrative, IN_TRIAGE).replace("\n", " "),
        "reference": case.reference,
        "age": _("logged %(when)s") % {"when": ago(case.received_at)},
        "urgent": getattr(case, "patient_waits", False),
        "button": _link(_("Decide"), "cases:triage-case", case.pk),
    }


def _wait_for_deputy(place: Department) -> str:
    return deputy_words(place.waiting)  # type: ignore[attr-defined]  # annotated by queries.deputies


def deputy_wanted(place: Department) -> Card:
    """For those who run the learning: how many, not which, and the way to a deputy."""
    return {
        "title": place.name,
        "what": _wait_for_deputy(place),
        "button": _post(_("Ask for a deputy chair"), "portal:ask-for-deputy", place.pk),
    }


def deputy_to_appoint(place: Department) -> Card:
    """For those who give roles."""
    return {
        "title": place.name,
        "what": _wait_for_deputy(place),
        "button": _link(_("Make somebody deputy chair"), "accounts:people"),
    }


def view_wanted(asked: ReviewAssignment) -> Card:
    """A reviewer's turn; what happened is not told before the view is given."""
    case = asked.case
    return {
        "title": title_of_review(asked),
        "what": _("Look at the study and say what you see. The outcome is shown afterwards."),
        "reference": case.reference,
        "age": _("asked %(when)s") % {"when": ago(asked.assigned_at)},
        "button": _link(_("Give your view"), "cases:opinion", case.pk),
    }


def review_complete(case: Case) -> Card:
    """Every view is in."""
    return {
        "title": title_of(case),
        "what": _("Every reviewer has given a view."),
        "reference": case.reference,
        "age": _since(case.status_since),
        "button": _link(_("Finish the review"), "cases:event", case.pk, "finish_review"),
    }


def ready(case: Case) -> Card:
    """A ready case: its copy first, then a place; a meeting is planned where there is none."""
    meeting_id, starts_at = case.next_meeting, case.next_meeting_at  # type: ignore[attr-defined]  # annotated by the query
    if not presentation_is_clean(case):
        what, button = _("Write what the room will see."), _link(_("Write the copy"), "cases:presentation", case.pk)
    elif meeting_id is None:
        what, button = _("No meeting is planned."), _link(_("Plan a meeting"), "meetings:plan")
    else:
        what = _("Next meeting: %(day)s.") % {"day": weekday_date(starts_at)}
        button = _link(_("Put on the agenda"), "meetings:add-case", meeting_id, query=f"?case={case.pk}")
    return {
        "title": title_of(case),
        "what": what,
        "reference": case.reference,
        "age": _since(case.status_since),
        "button": button,
    }


def copy_missing(item: AgendaItem) -> Card:
    """On an agenda, and the room could not be shown it."""
    return {
        "title": title_of(item.case),
        "what": _("It is on the agenda of %(day)s, and its copy is not written or not screened.")
        % {"day": weekday_date(item.meeting.starts_at)},
        "reference": item.case.reference,
        "due": due(item.meeting.starts_at),
        "button": _link(_("Write the copy"), "cases:presentation", item.case_id),
    }


def _when(meeting: Meeting) -> str:
    at = {"day": weekday_date(meeting.starts_at), "time": time_words(meeting.starts_at)}
    return _("%(day)s at %(time)s") % at


def to_prepare(meeting: Meeting) -> Card:
    """A meeting of the next two weeks."""
    cases: int = meeting.cases  # type: ignore[attr-defined]  # annotated by meetings_to_prepare
    on_it = ngettext("%(n)s case is on the agenda.", "%(n)s cases are on the agenda.", cases) % {"n": cases}
    return {
        "title": meeting.title,
        "what": f"{_when(meeting)}. {on_it if cases else _('No case is on the agenda yet.')}",
        "age": ago(meeting.starts_at),
        "button": _link(_("Open the agenda"), "meetings:detail", meeting.pk),
    }


def to_record(meeting: Meeting) -> Card:
    """A meeting that is over, or under way."""
    is_late = _days(meeting.starts_at) >= 1
    return {
        "title": meeting.title,
        "what": _("%(when)s. Say who came; then the outcomes can be recorded.") % {"when": _when(meeting)},
        "age": ago(meeting.starts_at),
        "due": _("not recorded yet") if is_late else "",
        "overdue": is_late,
        "button": _link(_("Record the meeting"), "meetings:attendance", meeting.pk),
    }


def outcome_missing(item: AgendaItem) -> Card:
    """Discussed, or not: nobody has said yet."""
    return {
        "title": title_of(item.case),
        "what": _("The meeting of %(day)s is recorded; what was concluded is not.")
        % {"day": weekday_date(item.meeting.starts_at)},
        "reference": item.case.reference,
        "age": ago(item.meeting.starts_at),
        "button": _link(_("Record the outcome"), "meetings:record-outcome", item.meeting_id, item.pk),
    }


def to_write_up(case: Case) -> Card:
    """Discussed, and nothing written down for the others."""
    return {
        "title": title_of(case),
        "what": _("It was discussed. The summary is filled in for you from the copy and the outcome."),
        "reference": case.reference,
        "age": _since(case.status_since),
        "button": _post(_("Write the summary"), "learning:draft-case", case.pk),
    }


def _summary(one: LearningSummary, what: str, button: dict[str, str]) -> Card:
    return {
        "title": str(one) or _("Learning summary"),
        "what": what,
        "reference": one.case.reference if one.case else one.meeting.reference if one.meeting else "",
        "age": _since(one.status_since),
        "button": button,
    }


def draft(one: LearningSummary) -> Card:
    """Begun and not submitted."""
    return _summary(one, _("Your draft, not yet submitted."), _link(_("Go on writing"), "learning:edit", one.pk))


def to_approve(one: LearningSummary) -> Card:
    """A second person is wanted."""
    what = _("It needs a second person. Read it as it would be published.")
    return _summary(one, what, _link(_("Read and approve"), "learning:detail", one.pk))


def to_publish(one: LearningSummary) -> Card:
    """Approved, one click from everybody."""
    return _summary(one, _("It is approved and can be published."), _link(_("Publish"), "learning:detail", one.pk))


def failed(document: StoredDocument) -> Card:
    """A PDF that could not be made."""
    return {
        "title": document.title,
        "href": reverse("documents:detail", args=[document.pk]),
        "what": _("The PDF could not be made."),
        "reference": document.reference,
        "age": ago(document.published_at),
        "overdue": True,
        "button": _post(_("Try again"), "documents:retry", document.pk),
    }


def action(one: FollowUpAction) -> Card:
    """A follow-up action, the actor's own or an overdue one of somebody else's."""
    is_mine: bool = one.is_mine  # type: ignore[attr-defined]  # annotated by actions_waiting
    others = "" if is_mine else _("%(name)s was asked to do this.") % {"name": one.owner.full_name}
    return {
        "title": one.what,
        "what": others,
        "reference": one.case.reference,
        "due": due(one.due_on),
        "overdue": one.due_on < today(),
        "href": reverse("cases:action", args=[one.pk]),
        "button": _link(_("Record as done"), "cases:action-finish", one.pk),
    }


def without_role(person: User) -> Card:
    """Somebody who can sign in and do nothing."""
    return {
        "title": person.full_name,
        "what": _("No role today. Give one, or close the account if they left."),
        "button": _link(_("Open"), "accounts:person", person.pk),
    }


def step(case: Case) -> Card:
    """What became of a case of one's own."""
    return {
        "title": title_of(case),
        "what": next_step(case),
        "reference": case.reference,
        "status": status_tag(case.status),
        "age": _("last step %(when)s") % {"when": ago(case.status_since)},
        "button": _link(_("Open"), "cases:detail", case.pk),
    }


def published(document: StoredDocument) -> Card:
    """New learning to read."""
    return {
        "title": document.title,
        "reference": document.reference,
        "age": _("published %(when)s") % {"when": ago(document.published_at)},
        "button": _link(_("Read"), "documents:detail", document.pk),
    }
