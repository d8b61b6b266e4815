"""The navigation of every page: few items, those of the person's roles, the current one marked."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.access.permissions import Permission as P
from apps.access.policy import departments_where
from apps.alerts.queries.worklist import handled_by
from apps.cases.queries.lists import waiting_for_triage
from apps.core.actor import Actor
from apps.core.addresses import address
from apps.core.compiled import count_up_to
from apps.notifications.queries.own import unread_count
from apps.portal.queries.cases import patients_waiting
from apps.portal.queries.few import COUNT_CAP, capped_count

log = logging.getLogger(__name__)

Question = Callable[[Actor], bool]


def _may(permission: P) -> Question:
    return lambda actor: bool(departments_where(actor, permission))


def _may_log(actor: Actor) -> bool:
    return bool(departments_where(actor, P.CASE_LOG))


def _only_own_cases(actor: Actor) -> bool:
    return _may_log(actor) and not departments_where(actor, P.CASE_VIEW)


def _patients_first(actor: Actor) -> bool:
    """Those who act for patients and do not chair; a chair finds them on the home page and above the triage list."""
    return bool(departments_where(actor, P.ESCALATION_HANDLE)) and not departments_where(actor, P.CASE_TRIAGE)


def _follows_alerts(actor: Actor) -> bool:
    """Those who follow alerts, and who decides about them; others find theirs on the page of the study."""
    return bool(departments_where(actor, P.ALERT_HANDLE) or departments_where(actor, P.ALERT_CONFIGURE))


def _limits_only(actor: Actor) -> bool:
    """Those who look after limits and see no studies; everybody else finds the limits on the page of studies."""
    return bool(departments_where(actor, P.LIMIT_MANAGE)) and not departments_where(actor, P.STUDY_VIEW)


def _everybody(actor: Actor) -> bool:
    return True


@dataclass(frozen=True)
class Entry:
    """One possible item. `pages` are the beginnings of the names of the pages that belong to it."""

    text: Promise
    page: str
    pages: tuple[str, ...]
    shown: Question
    count: Callable[[Actor], int] | None = None
    action: bool = False


ENTRIES: tuple[Entry, ...] = (
    Entry(gettext_lazy("Home"), "portal:home", ("portal:home",), _everybody),
    Entry(gettext_lazy("Log a case"), "cases:log", ("cases:log", "cases:received"), _may_log, action=True),
    Entry(
        gettext_lazy("Triage"), "cases:triage", ("cases:triage",), _may(P.CASE_TRIAGE),
        count=lambda actor: count_up_to(COUNT_CAP, waiting_for_triage, actor),
    ),
    Entry(
        gettext_lazy("Patients"), "cases:escalations", ("cases:escalation",), _patients_first,
        count=lambda actor: count_up_to(COUNT_CAP, patients_waiting, actor),
    ),
    Entry(
        gettext_lazy("Alerts"), "alerts:list", ("alerts:",), _follows_alerts,
        # Not by a statement that is kept: which alerts a blind review seals is asked anew each time.
        count=lambda actor: capped_count(handled_by(actor)),
    ),
    Entry(gettext_lazy("Cases"), "cases:list", ("cases:", "intake:"), _may(P.CASE_VIEW)),
    Entry(gettext_lazy("My cases"), "cases:mine", ("cases:",), _only_own_cases),
    Entry(gettext_lazy("Meetings"), "meetings:list", ("meetings:",), _may(P.MEETING_VIEW)),
    Entry(gettext_lazy("Learning"), "learning:list", ("learning:",), _may(P.LEARNING_VIEW)),
    Entry(gettext_lazy("Documents"), "documents:list", ("documents:",), _may(P.DOCUMENT_VIEW)),
    Entry(gettext_lazy("Studies"), "journeys:list", ("journeys:",), _may(P.STUDY_VIEW)),
    Entry(gettext_lazy("Limits"), "journeys:limits", ("journeys:",), _limits_only),
    Entry(
        gettext_lazy("Coding schemes"), "cases:schemes", ("cases:scheme", "meetings:codings"), _may(P.TAXONOMY_MANAGE)
    ),
    Entry(gettext_lazy("Governance"), "governance:list", ("governance:",), _may(P.GOVERNANCE_RECORD)),
    Entry(gettext_lazy("Who looked"), "cases:access-find", ("cases:access",), _may(P.ACCESS_LOG_VIEW)),
    Entry(
        gettext_lazy("People"), "accounts:people",
        ("accounts:people", "accounts:person", "accounts:add-person", "accounts:give", "accounts:end",
         "accounts:remove", "accounts:switch", "accounts:new-link"),
        _may(P.PEOPLE_MANAGE),
    ),
    Entry(
        gettext_lazy("Notifications"), "notifications:list", ("notifications:",), _everybody, count=unread_count,
    ),
)  # fmt: skip


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `nav_items` and `current_department`; made once for each request, at most four queries.

    A person who is not signed in has no navigation. A page that reports a broken database still gets its links.
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None or actor.user_id is None:
        return {"nav_items": [], "current_department": None}
    made: dict[str, Any] | None = getattr(request, "_navigation", None)
    if made is None:
        made = _made(request, actor)
        request._navigation = made  # type: ignore[attr-defined]  # kept for the rest of this request
    return made


def _made(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    match = request.resolver_match
    return {
        "nav_items": items_for(actor, match.view_name if match else ""),
        "current_department": department_words([held.name for held in actor.roles]),
    }


def items_for(actor: Actor, page: str) -> list[dict[str, Any]]:
    """The items of this person, with the one marked to which the page belongs."""
    shown = [entry for entry in ENTRIES if entry.shown(actor)]
    current = _current(shown, page)
    return [
        {
            "text": str(entry.text),
            "href": address(entry.page),
            "current": entry is current,
            "count": _counted(entry, actor),
            "action": entry.action,
        }
        for entry in shown
    ]


def _current(shown: list[Entry], page: str) -> Entry | None:
    """The entry with the longest beginning that fits: triage before cases."""
    best, length = None, 0
    for entry in shown:
        fits = max((len(start) for start in entry.pages if page.startswith(start)), default=0)
        if fits > length:
            best, length = entry, fits
    return best


def _counted(entry: Entry, actor: Actor) -> str:
    """The count in words; empty for none, "99+" where counting stopped."""
    count = entry.count
    if count is None:
        return ""
    n = _or(lambda: count(actor), 0)
    if not n:
        return ""
    return str(n) if n < COUNT_CAP else _("%(n)s+") % {"n": COUNT_CAP - 1}


def _or(ask: Callable[[], Any], otherwise: Any) -> Any:
    """The answer, or `otherwise` when the database cannot be asked: that page says so itself."""
    try:
        return ask()
    except DatabaseError as fault:
        log.warning("navigation.not_counted", extra={"exception": type(fault).__name__})
        return otherwise


def department_words(names: list[str]) -> str:
    """The one department by name; several as a number, since one line has no room for all."""
    if len(names) <= 1:
        return names[0] if names else _("No department yet")
    return ngettext("%(n)s department", "%(n)s departments", len(names)) % {"n": len(names)}
