"""The sections of the home page, in the order in which they matter, with what is beyond the first few."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.access.permissions import Permission as P
from apps.access.policy import departments_where
from apps.core.actor import Actor
from apps.portal.queries.few import COUNT_CAP, Few


@dataclass(frozen=True)
class Section:
    """A titled group of cards.

    `ids` are the records that they show; `total` is in words; `more_href` is empty when every card is shown.
    """

    anchor: str
    title: str
    cards: list[dict[str, Any]]
    ids: list[UUID]
    total: str
    count: int
    more_href: str
    more_text: str


# With fewer sections than this everything is seen at a glance.
JUMP_FROM = 3


def jumps(sections: list[Section]) -> list[dict[str, str]]:
    """Links down the page to each section with its count; none where the page is short."""
    if len(sections) < JUMP_FROM:
        return []
    return [{"text": one.title, "total": one.total, "href": f"#{one.anchor}"} for one in sections]


def patients_first(sections: list[Section]) -> list[Section]:
    """Those in which a patient may still need somebody stand before all others; the order stays otherwise."""
    return sorted(sections, key=lambda one: not any(card.get("urgent") for card in one.cards))


def section(
    anchor: str, title: str, found: Few[Any], card: Callable[[Any], dict[str, Any]], see_all: str
) -> Section | None:
    """The section with its cards, and the address of the whole list where there is more; None when nothing waits."""
    if not found.rows:
        return None
    words = count_words(found.total)
    return Section(
        anchor=anchor,
        title=title,
        cards=[card(row) for row in found.rows],
        ids=[row.pk for row in found.rows],
        total=words,
        count=found.total,
        more_href=see_all if found.total > len(found.rows) else "",
        more_text=_("See all %(n)s") % {"n": words},
    )


def count_words(n: int) -> str:
    """The number; "99+" where counting stopped."""
    return str(n) if n < COUNT_CAP else _("%(n)s+") % {"n": COUNT_CAP - 1}


def lead(sections: list[Section]) -> str:
    """One sentence for the top of the page."""
    waiting = sum(one.count for one in sections)
    if not waiting:
        return ""
    if any(one.count >= COUNT_CAP for one in sections):
        words = _("More than %(n)s things wait for you.") % {"n": waiting - 1}
    else:
        words = ngettext("%(n)s thing waits for you.", "%(n)s things wait for you.", waiting) % {"n": waiting}
    if any(card.get("urgent") for one in sections for card in one.cards):
        return _("%(waiting)s Patients come first.") % {"waiting": words}
    return words


def unread_words(unread: int) -> str:
    """What was told since the person last looked; empty for nothing."""
    if not unread:
        return ""
    words = ngettext("%(n)s new notification", "%(n)s new notifications", unread)
    return words % {"n": count_words(unread)}


@dataclass(frozen=True)
class Shortcut:
    """A page that somebody of this role comes for; with `only`, where a role has one of these permissions, too."""

    text: Promise
    what: Promise
    page: str
    permission: P
    only: tuple[P, ...] = ()


# Those who see alerts and escalations of others without an item for them in the navigation.
WATCHING = (P.CASE_TRIAGE, P.GOVERNANCE_RECORD)

SHORTCUTS: tuple[Shortcut, ...] = (
    Shortcut(
        gettext_lazy("Who looked at a case"),
        gettext_lazy("By the case’s reference: who opened it, and when."),
        "cases:access-find",
        P.ACCESS_LOG_VIEW,
    ),
    Shortcut(
        gettext_lazy("Plan a meeting"),
        gettext_lazy("Choose the day and the chair; cases come afterwards."),
        "meetings:plan",
        P.MEETING_SCHEDULE,
    ),
    Shortcut(
        gettext_lazy("Type in a past meeting"),
        gettext_lazy("A meeting that was held and is not recorded here."),
        "meetings:type-in",
        P.ATTENDANCE_RECORD,
    ),
    Shortcut(
        gettext_lazy("Find a study"),
        gettext_lazy("By accession number: when it was examined, reported and verified."),
        "journeys:list",
        P.STUDY_VIEW,
    ),
    Shortcut(
        gettext_lazy("Alerts of reports"),
        gettext_lazy("How many wait to be read or acted on, and the oldest."),
        "alerts:list",
        P.ALERT_VIEW,
        only=WATCHING,
    ),
    Shortcut(
        gettext_lazy("Patients who may need action"),
        gettext_lazy("Who has each of them, since when, and what was done."),
        "cases:escalations",
        P.ESCALATION_VIEW,
        only=WATCHING,
    ),
    Shortcut(
        gettext_lazy("Withdraw a document"),
        gettext_lazy("Open it in the library and close it, with the reason."),
        "documents:list",
        P.DOCUMENT_WITHDRAWN_VIEW,
    ),
    Shortcut(
        gettext_lazy("Check a document"),
        gettext_lazy("Is this PDF the one that was published, and still current?"),
        "documents:verify",
        P.DOCUMENT_VIEW,
    ),
    Shortcut(
        gettext_lazy("People and roles"),
        gettext_lazy("Add somebody, give or end a role, send a new link."),
        "accounts:people",
        P.PEOPLE_MANAGE,
    ),
)


def shortcuts(actor: Actor) -> list[dict[str, str]]:
    """Those of this person's roles, with the tour last."""
    found = [
        {"text": str(one.text), "what": str(one.what), "href": reverse(one.page)}
        for one in SHORTCUTS
        if departments_where(actor, one.permission)
        and (not one.only or any(departments_where(actor, other) for other in one.only))
    ]
    tour = {"text": _("How this works"), "what": _("A short tour for your roles."), "href": reverse("portal:help")}
    return [*found, tour]


def empty_words(actor: Actor) -> dict[str, str]:
    """What it means that nothing waits, and what to do next."""
    if not actor.roles:
        return {
            "title": _("You have no role yet"),
            "text": _("Ask your administrator to add you to your department. Until then there is nothing to see."),
        }
    if departments_where(actor, P.CASE_LOG):
        return {
            "title": _("Nothing waits for you"),
            "text": _("Seen a miss, a delay or a good spot? Logging it takes about a minute."),
        }
    return {
        "title": _("Nothing waits for you"),
        "text": _("When something does, it stands here with one button, and you get an e-mail that says so."),
    }
