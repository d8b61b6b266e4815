"""The tour: for each role, what it does here, step by step."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.access.roles import ROLES, Role
from apps.core.actor import Actor


@dataclass(frozen=True)
class Step:
    """One thing that this role does, and the page on which it starts; empty where another page leads to it."""

    text: Promise
    page: str = ""


@dataclass(frozen=True)
class TourPart:
    """What one role does here."""

    title: str
    what: str
    steps: list[tuple[str, str]]


_LOG = Step(_("Log what was missed, misread, delayed or done well. One page; the first save submits it."), "cases:log")
_FOLLOW = Step(_("Follow your case: you see each step, and can write to the chair."), "cases:mine")
_VIEW = Step(_("Give your view on cases sent to you; you see the outcome only afterwards."), "cases:reviews")
_RAISE = Step(
    _("Find a study and its times. Where alerts are on, raise one about a report that must be read soon."),
    "journeys:list",
)
_INVOLVED = Step(
    _("When a report of yours is to be discussed, read first what the room will see, add to it, and read the outcome."),
    "meetings:involved-list",
)
_ALERTS = Step(_("Follow alerts until somebody has read the report and acted on it."), "alerts:list")
_LIMITS = Step(_("Keep the limits that journeys are held to, and the working calendar."), "journeys:limits")
_SCHEMES = Step(_("Make a new edition of a coding scheme; old cases keep theirs."), "cases:schemes")
_STANDING = Step(
    _("See which reports still stand wrong, and how many were put right within 14 days."), "cases:standing-share"
)
_READ = Step(_("Read and download what others learned."), "documents:list")
_APPROVE = Step(
    _("Approve summaries as the second person. You cannot approve what you wrote, logged or read."), "learning:list"
)
_PATIENT = Step(
    _("Act for patients: take an escalation on, hand it over, and record what was done."), "cases:escalations"
)
_CHAIRING = (
    Step(_("Go through new cases: accept, ask, send to review, feedback only, decline or merge."), "cases:triage"),
    Step(_("Ask for blind views: reviewers see the request and the images, and nothing of what was found.")),
    Step(_("Write what the room may see. A screen looks for names, numbers and places.")),
    Step(_("Plan meetings, put cases on the agenda, and show them to the room."), "meetings:list"),
    Step(_("Record who came, what was concluded, and what must still be done.")),
    Step(_("Write the learning up. After a second person approves it, you publish."), "learning:list"),
    _STANDING,
    Step(_("Bring cases that were kept in a spreadsheet; you see them before anything comes in."), "intake:list"),
)

STEPS: dict[Role, tuple[Step, ...]] = {
    Role.STAFF: (_LOG, _FOLLOW, _INVOLVED, _RAISE, _READ),
    Role.REVIEWER: (_VIEW, _LOG, _FOLLOW, _INVOLVED, _RAISE, _READ),
    Role.CHAIR: _CHAIRING,
    Role.DEPUTY: (*_CHAIRING, Step(_("You decide and lead the cases in which the chair read a report."))),
    Role.COORDINATOR: (
        Step(_("Plan, move and cancel meetings. You see agendas, and no cases."), "meetings:list"),
        Step(_("Record who came, also for a meeting of the past."), "meetings:type-in"),
        _READ,
    ),
    Role.LEAD: (
        _PATIENT,
        _ALERTS,
        Step(_("Decide whether your department uses alerts, with which categories and steps."), "alerts:settings"),
        Step(_("Look after follow-up actions until they are done."), "portal:actions"),
        _STANDING,
        _APPROVE,
        _LIMITS,
    ),
    Role.GOVERNANCE: (
        Step(_("Read cases with everything that happened to them, except confidential ones."), "cases:list"),
        Step(_("Keep the governance record of a case: candour, incident numbers, hand-over."), "governance:list"),
        _STANDING,
        _APPROVE,
        _READ,
        _SCHEMES,
        _LIMITS,
        Step(_("See who looked at a case."), "cases:access-find"),
        Step(_("Check that a PDF is the one that was published."), "documents:verify"),
    ),
    Role.IG_LEAD: (Step(_("See who looked at a case, by its reference. You read no case."), "cases:access-find"),),
    Role.RECORDS: (
        Step(_("Withdraw a document with a mistake in it. Everybody who has a copy is told."), "documents:list"),
        Step(_("Read a withdrawn document, which nobody else can."), "documents:list"),
    ),
    Role.FAILSAFE: (_PATIENT, _ALERTS, _RAISE, _READ),
    Role.ADMIN: (
        Step(_("Add people, give and end roles, send a link for a new password."), "accounts:people"),
        Step(_("Set up alerts of a department: off until its people want them."), "alerts:settings"),
        _LIMITS,
        _SCHEMES,
        Step(_("You read no case. Studies are imported by a command on the server.")),
    ),
}


def tour_for(actor: Actor) -> list[TourPart]:
    """One part for each role that the actor holds anywhere today, in the order of the roles."""
    held = {role for one in actor.roles for role in one.roles}
    return [
        TourPart(
            title=str(ROLES[role].name),
            what=str(ROLES[role].description),
            steps=[(str(step.text), reverse(step.page) if step.page else "") for step in STEPS[role]],
        )
        for role in Role
        if role.value in held
    ]
