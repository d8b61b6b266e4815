"""What can be done with a case now, by this person: from the lifecycle table, the policy and the guards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.permissions import Permission
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.facts import facts_of
from apps.cases.domain.lifecycle import LIFECYCLE
from apps.cases.enums import CaseEvent, CaseStatus
from apps.cases.models import Case
from apps.core.actor import Actor

# A guard that asks for something which the event's own form takes is answered there, not shown as a bar.
ANSWERED_ON_THE_FORM = frozenset({"opinions_missing", "reason_needed", "different_patient"})
# Refused for who somebody is: worth saying. Having no part in it is not: the button is simply not there.
WORTH_SAYING = frozenset({"own_report", "needs_second_person"})
_WARNING = frozenset({CaseEvent.DECLINE, CaseEvent.WITHDRAW})


@dataclass(frozen=True, kw_only=True)
class CaseAction:
    """One event of the lifecycle for one person: possible, or blocked with the reason."""

    event: str
    label: str
    permission: str
    door: str
    demands: tuple[str, ...]
    refusal_code: str = ""
    refusal: str = ""

    @property
    def is_possible(self) -> bool:
        """Whether it can be done now."""
        return not self.refusal_code


def actions_for(actor: Actor, case: Case) -> list[CaseAction]:
    """The events that lead out of the case's state and that concern this person, in the table's order."""
    possible = LIFECYCLE.possible(CaseStatus(case.status))
    facts, judged = case.access_facts(), facts_of(case, None, *(CaseEvent(rule.event) for rule in possible))
    found = []
    for rule in possible:
        decision = may(actor, Permission(rule.permission), facts)
        if not decision and decision.code not in WORTH_SAYING:
            continue
        code, words = decision.code, refusal_words(decision.code) if decision.code else ""
        if not code:
            # Guards that judge the payload cannot refuse yet: there is none. Those that judge the case can.
            refused = next((no for guard in rule.guards if (no := guard(judged))), None)
            if refused and refused.code not in ANSWERED_ON_THE_FORM:
                code, words = refused.code, str(refused.message)
        found.append(
            CaseAction(
                event=rule.event.value,
                label=str(rule.label),
                permission=str(rule.permission),
                door=rule.door,
                demands=rule.demands,
                refusal_code=code,
                refusal=words,
            )
        )
    return found


@dataclass(frozen=True)
class Door:
    """Where the events of another app are done: its page, or an address that a form posts to."""

    href: str = ""
    posts_to: str = ""
    label: str = ""


def buttons(case: Case, actions: list[CaseAction], doors: Mapping[str, Door] | None = None) -> list[dict[str, Any]]:
    """The actions as the action bar draws them, the possible ones first; two that lead to one page are one button."""
    drawn: list[dict[str, Any]] = []
    for action in actions:
        door = (doors or {}).get(action.door, Door()) if action.door else Door(href=event_address(case, action.event))
        address = door.href or door.posts_to
        if not action.is_possible:
            drawn.append({"text": action.label, "note": action.refusal})
        elif address and not any(address in (one.get("href"), one.get("action")) for one in drawn):
            kind = "warning" if action.event in _WARNING else "secondary"
            where = {"href": door.href} if door.href else {"action": door.posts_to}
            drawn.append({"text": door.label or action.label, "kind": kind, **where})
    possible = [one for one in drawn if "note" not in one]
    if possible and possible[0]["kind"] == "secondary" and case.status != CaseStatus.RECEIVED:
        possible[0]["kind"] = "primary"
    return possible + _blocked(drawn)


def _blocked(drawn: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is not possible now, each reason once."""
    by_reason: dict[str, list[str]] = {}
    for one in drawn:
        if "note" in one:
            by_reason.setdefault(one["note"], []).append(one["text"])
    return [{"text": ", ".join(labels), "note": reason} for reason, labels in by_reason.items()]


def event_address(case: Case, event: str) -> str:
    """The page of one event's form."""
    return reverse("cases:event", args=[case.pk, event])


def next_step(case: Case, *, is_submitter: bool = True) -> str:
    """Who moves the case next, in words for the submitter or for everybody else."""
    if not is_submitter and case.status == CaseStatus.INFORMATION_WANTED:
        return _("It waits for the submitter’s answer.")
    words = {
        CaseStatus.RECEIVED: _("The chair reads it and decides.")
        if is_submitter
        else _("It waits for the chair’s decision."),
        CaseStatus.INFORMATION_WANTED: _("The chair asked you a question. Answer it on the case’s page."),
        CaseStatus.UNDER_REVIEW: _("Colleagues who did not read it give their view, without seeing each other’s."),
        CaseStatus.READY: _("It waits for a place on a meeting’s agenda."),
        CaseStatus.SCHEDULED: _("It is on a meeting’s agenda."),
        CaseStatus.DISCUSSED: _("It was discussed. The learning is being written up."),
        CaseStatus.PUBLISHED: _("The learning was published. You find it in the library."),
        CaseStatus.CLOSED: _("It is closed."),
        CaseStatus.DECLINED: _("It will not be discussed. The reason is in the messages."),
        CaseStatus.WITHDRAWN: _("It was withdrawn."),
        CaseStatus.MERGED: _("It continues in another case."),
    }
    return words[CaseStatus(case.status)]
