"""What needs somebody: one table of everything that can wait, in the order in which it matters."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.access.permissions import Permission as P
from apps.access.policy import departments_where
from apps.cases.queries.lists import triage_queue
from apps.cases.queries.reviews import views_wanted
from apps.core.actor import Actor
from apps.meetings.queries.involved import readers_to_look_after, unanswered_of
from apps.portal.presenters import alerts as alert_cards
from apps.portal.presenters import involved as involved_cards
from apps.portal.presenters import tasks
from apps.portal.presenters.home import Section, patients_first, section
from apps.portal.queries import alerts, cases, deputies, learning, meetings, people
from apps.portal.queries.few import few


@dataclass(frozen=True)
class Part:
    """One thing that can wait: for whom, what, how a row is drawn, and where the whole list is.

    `permission` OWN_PAGES means everybody with a role: those rows wait for a person, not for a role.
    """

    title: Promise
    permission: P
    waiting: Callable[[Actor], QuerySet[Any]]
    card: Callable[[Any], dict[str, Any]]
    see_all: str
    query: str = ""


PARTS: tuple[Part, ...] = (
    Part(_("Patients who may need action"), P.OWN_PAGES, cases.patients_waiting, tasks.patient, "cases:escalations"),
    Part(
        _("Alerts that nobody has closed"), P.ALERT_HANDLE, alerts.alerts_to_follow, alert_cards.open_alert,
        "alerts:list",
    ),
    Part(_("Questions to you"), P.OWN_PAGES, cases.questions_to, tasks.question, "cases:mine"),
    Part(_("Follow-up actions"), P.OWN_PAGES, cases.actions_waiting, tasks.action, "portal:actions"),
    Part(_("New cases to decide"), P.CASE_TRIAGE, triage_queue, tasks.decision, "cases:triage"),
    Part(
        _("Cases that wait for a deputy chair"), P.LEARNING_APPROVE, deputies.deputies_to_ask_for, tasks.deputy_wanted,
        "portal:home",
    ),
    Part(_("Your view is wanted"), P.OWN_PAGES, views_wanted, tasks.view_wanted, "cases:reviews"),
    Part(
        _("Reviews that are complete"), P.CASE_TRIAGE, cases.reviews_complete, tasks.review_complete,
        "cases:list", "?status=under_review",
    ),
    Part(
        _("About reports of yours"), P.OWN_PAGES, unanswered_of, involved_cards.to_read, "meetings:involved-list",
    ),
    Part(
        _("Original readers to look after"), P.INVOLVED_MANAGE, readers_to_look_after, involved_cards.to_look_after,
        "meetings:list",
    ),
    Part(_("Meetings to record"), P.ATTENDANCE_RECORD, meetings.meetings_to_record, tasks.to_record, "meetings:list"),
    Part(
        _("Outcomes to record"), P.OUTCOME_RECORD, meetings.outcomes_to_record, tasks.outcome_missing,
        "meetings:list", "?show=past",
    ),
    Part(
        _("On an agenda without a copy for the room"), P.PRESENTATION_EDIT, meetings.agenda_without_copy,
        tasks.copy_missing, "meetings:list",
    ),
    Part(
        _("Meetings to prepare"), P.MEETING_SCHEDULE, meetings.meetings_to_prepare, tasks.to_prepare, "meetings:list",
    ),
    Part(
        _("Ready, without a meeting"), P.AGENDA_MANAGE, meetings.ready_without_meeting, tasks.ready,
        "cases:list", "?status=ready",
    ),
    Part(
        _("Learning to approve"), P.LEARNING_APPROVE, learning.summaries_to_approve, tasks.to_approve, "learning:list",
    ),
    Part(
        _("Approved, ready to publish"), P.LEARNING_PUBLISH, learning.summaries_to_publish, tasks.to_publish,
        "learning:list",
    ),
    Part(
        _("Documents that could not be made"), P.LEARNING_PUBLISH, learning.documents_that_failed, tasks.failed,
        "documents:list", "?state=failed",
    ),
    Part(_("Your drafts"), P.LEARNING_PREPARE, learning.drafts_of, tasks.draft, "learning:list"),
    Part(
        _("Discussed, with no summary yet"), P.LEARNING_PREPARE, learning.cases_to_write_up, tasks.to_write_up,
        "learning:list",
    ),
    Part(
        _("Departments that need a deputy chair"), P.PEOPLE_MANAGE, deputies.deputies_to_appoint,
        tasks.deputy_to_appoint, "accounts:people",
    ),
    Part(
        _("People without a role"), P.PEOPLE_MANAGE, people.people_without_role, tasks.without_role,
        "accounts:people",
    ),
)  # fmt: skip

NEWS = Part(_("What became of your cases"), P.OWN_PAGES, cases.newest_steps, tasks.step, "cases:mine")


def concerns(part: Part, actor: Actor) -> bool:
    """Whether anything could wait there for this actor: decided by roles alone, so that no query is wasted."""
    if part.permission is P.OWN_PAGES:
        return bool(actor.roles)
    return bool(departments_where(actor, part.permission))


def waiting_for(actor: Actor) -> list[Section]:
    """The sections in which something waits for the actor, those about a patient first; within that, as in PARTS.

    As many queries for one row as for fifty.
    """
    parts = [part for part in PARTS if concerns(part, actor)]
    made = (_section(part, actor) for part in parts)
    return patients_first([one for one in made if one is not None])


def news_for(actor: Actor) -> Section | None:
    """What became of the actor's own cases lately."""
    return _section(NEWS, actor) if concerns(NEWS, actor) else None


def _section(part: Part, actor: Actor) -> Section | None:
    anchor = part.waiting.__name__.replace("_", "-")
    see_all = reverse(part.see_all) + part.query
    return section(anchor, str(part.title), few(part.waiting(actor)), part.card, see_all)
