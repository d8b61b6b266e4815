"""Words, tags and rows of the list of meetings and of a meeting's own page."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.core.actor import Actor
from apps.core.presenting import datetime_words, short_date, time_words, weekday_date
from apps.meetings.domain.lifecycle import NEEDS_AGENDA, MeetingFacts, permitted, refusal
from apps.meetings.enums import MeetingEvent, MeetingStatus
from apps.meetings.models import Meeting
from apps.meetings.queries.attendance import AttendanceCounts
from apps.meetings.queries.compliance import Compliance

_TONES = {
    MeetingStatus.PLANNED: "waiting",
    MeetingStatus.AGENDA_LOCKED: "ready",
    MeetingStatus.HELD: "done",
    MeetingStatus.CANCELLED: "stopped",
}


def status(meeting: Meeting) -> dict[str, str]:
    """The state in words; a meeting whose time has come says that it waits to be recorded."""
    state = MeetingStatus(meeting.status)
    if (
        state in (MeetingStatus.PLANNED, MeetingStatus.AGENDA_LOCKED)
        and not meeting.is_on_a_coming_day
        and meeting.has_started
    ):
        return {"text": _("To be recorded"), "tone": "working"}
    if state is MeetingStatus.HELD and meeting.is_quorate is False:
        return {"text": _("Held, not quorate"), "tone": "working"}
    return {"text": str(state.label), "tone": _TONES[state]}


def minutes_words(minutes: int) -> str:
    """`1 minute`, `35 minutes`."""
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def columns(*, many_departments: bool) -> list[dict[str, Any]]:
    """The columns of the list."""
    shown = [{"key": "title", "text": _("Meeting")}, {"key": "when", "text": _("When")}]
    if many_departments:
        shown.append({"key": "department", "text": _("Department")})
    return [*shown, {"key": "cases", "text": _("Cases")}, {"key": "state", "text": _("State")}]


def row(meeting: Any) -> dict[str, Any]:
    """One row of the list; `meeting` comes from `with_use`."""
    cases = ngettext("%(n)d case", "%(n)d cases", meeting.case_count) % {"n": meeting.case_count}
    left = meeting.minutes_for_cases - meeting.used_minutes
    if meeting.status == MeetingStatus.PLANNED and not meeting.has_started:
        cases = _("%(cases)s, %(minutes)s left") % {"cases": cases, "minutes": minutes_words(max(left, 0))}
    return {
        "href": reverse("meetings:detail", args=[meeting.pk]),
        "cells": {
            "title": meeting.title,
            "when": _("%(day)s, %(time)s")
            % {"day": short_date(meeting.starts_at), "time": time_words(meeting.starts_at)},
            "department": meeting.department.name,
            "cases": cases,
            "state": status(meeting),
        },
    }


def row_for_case(meeting: Any, case_id: UUID) -> dict[str, Any]:
    """One row of a choice of meetings: it leads to that meeting's page for adding a case, with this one chosen."""
    return {**row(meeting), "href": f"{reverse('meetings:add-case', args=[meeting.pk])}?case={case_id}"}


def facts(meeting: Meeting) -> list[tuple[str, Any]]:
    """The facts under the heading of a meeting's page."""
    shown: list[tuple[str, Any]] = [
        (
            _("When"),
            _("%(day)s at %(time)s") % {"day": weekday_date(meeting.starts_at), "time": time_words(meeting.starts_at)},
        ),
        (_("Length"), minutes_words(meeting.minutes)),
        (_("Chair"), meeting.chair.full_name),
        (_("Deputy chair"), meeting.deputy.full_name if meeting.deputy else _("None")),
    ]
    if meeting.place:
        shown.append((_("Place"), meeting.place))
    return shown


def notes(meeting: Meeting) -> list[str]:
    """What a reader of the record must know about it."""
    found = []
    if meeting.was_typed_in_later:
        found.append(_("Typed in after it was held."))
    if meeting.status == MeetingStatus.HELD and meeting.recorded_by:
        found.append(
            _("Recorded by %(who)s on %(when)s.")
            % {"who": meeting.recorded_by.full_name, "when": datetime_words(meeting.recorded_at)}
        )
    if meeting.is_quorate is False:
        found.append(
            _("Fewer people came than the quorum of %(quorum)d. The meeting counts, and is marked as not quorate.")
            % {"quorum": meeting.quorum}
        )
    if meeting.cancelled_reason:
        found.append(_("Cancelled: %(reason)s") % {"reason": meeting.cancelled_reason})
    return found


def budget(meeting: Meeting, used: int) -> dict[str, Any]:
    """The time bar: shares in per cent of the meeting's length, and the same in words."""
    left = meeting.minutes_for_cases - used
    whole = max(meeting.minutes, meeting.overhead_minutes + used)
    if left < 0:
        words = _("%(minutes)s more than planned") % {"minutes": minutes_words(-left)}
    elif meeting.status in (MeetingStatus.HELD, MeetingStatus.CANCELLED):
        words = _("%(used)d of %(all)d minutes for cases") % {"used": used, "all": meeting.minutes_for_cases}
    else:
        words = _("%(minutes)s left for cases") % {"minutes": minutes_words(left)}
    return {
        "overhead": round(100 * meeting.overhead_minutes / whole, 2),
        "cases": round(100 * used / whole, 2),
        "words": words,
        "used": minutes_words(used),
        "opening": minutes_words(meeting.overhead_minutes),
        "is_over": left < 0,
        "room": max(left, 0) // meeting.minutes_per_case,
    }


def attendance_words(counts: AttendanceCounts, quorum: int) -> list[dict[str, Any]]:
    """The numbers that everybody may see, and one's own entry."""
    rows = [
        {"key": _("Present"), "value": str(counts.present)},
        {"key": _("Apologies"), "value": str(counts.apologies)},
        {"key": _("Quorum"), "value": str(quorum)},
    ]
    if counts.own:
        rows.append({"key": _("You"), "value": str(counts.own.label)})
    return rows


def warnings(found: Compliance) -> list[str]:
    """What is wrong, or will be, with the number of meetings and the time between them."""
    said = []
    if found.is_next_late and found.next_on and found.next_due_by:
        said.append(
            _("The next meeting is on %(next)s, more than %(months)d months after the last. It was due by %(due)s.")
            % {"next": short_date(found.next_on), "months": found.months_apart, "due": short_date(found.next_due_by)}
        )
    elif found.needs_a_date and found.next_due_by:
        said.append(
            _("No meeting is planned. The next one is due by %(due)s.") % {"due": short_date(found.next_due_by)}
        )
    elif found.needs_a_date:
        said.append(_("No meeting is planned yet."))
    if found.gap_ahead and found.gap_ahead.to:
        said.append(
            _("Between the meetings planned for %(since)s and %(to)s are more than %(months)d months.")
            % {
                "since": short_date(found.gap_ahead.since),
                "to": short_date(found.gap_ahead.to),
                "months": found.months_apart,
            }
        )
    if not found.has_enough and found.held:
        said.append(
            _("%(held)d meetings were held in the last 12 months; the college asks for at least %(least)d.")
            % {"held": found.held, "least": found.least}
        )
    return said


def compliance_stats(found: Compliance) -> list[dict[str, Any]]:
    """The two figures that the college asks for."""
    gap = found.longest
    days = ngettext("%(n)d day", "%(n)d days", gap.days) % {"n": gap.days} if gap else _("None yet")
    between = ""
    if gap:
        between = _("%(since)s to %(to)s") % {
            "since": short_date(gap.since),
            "to": short_date(gap.to) if gap.to else _("today"),
        }
        between += ". " + (_("Longer than the limit.") if gap.is_too_long else _("Within the limit."))
    return [
        {
            "label": _("Meetings held in 12 months"),
            "value": str(found.held),
            "note": _("At least %(least)d a year") % {"least": found.least},
        },
        {"label": _("Longest gap"), "value": days, "note": between},
    ]


@dataclass(frozen=True, kw_only=True)
class Can:
    """What the actor may do with this meeting now."""

    manage_agenda: bool
    change: bool
    record_attendance: bool
    hold: bool
    lock: bool
    reopen: bool
    move: bool
    cancel: bool
    ask_to_cancel: bool
    take_back: bool
    present: bool
    record_outcomes: bool
    reveal: bool = False


def can(meeting: Meeting, actor: Actor, facts_now: MeetingFacts, *, leads: bool) -> Can:
    """The lifecycle and the policy together."""
    access = meeting.access_facts()
    possible = {rule.event for rule in permitted(facts_now) if may(actor, P(rule.permission), access)}
    manages = bool(may(actor, P.AGENDA_MANAGE, access))
    state = facts_now.status
    return Can(
        manage_agenda=manages and state in (MeetingStatus.PLANNED, MeetingStatus.HELD),
        change=MeetingEvent.MOVE in possible,
        record_attendance=bool(may(actor, P.ATTENDANCE_RECORD, access)) and state != MeetingStatus.CANCELLED,
        hold=MeetingEvent.HOLD in possible,
        lock=MeetingEvent.LOCK in possible,
        reopen=MeetingEvent.REOPEN_AGENDA in possible,
        move=MeetingEvent.MOVE in possible,
        cancel=MeetingEvent.CANCEL in possible,
        ask_to_cancel=bool(may(actor, P.MEETING_SCHEDULE, access)) and _needs_the_chair(facts_now),
        take_back=MeetingEvent.TAKE_BACK in possible,
        reveal=bool(may(actor, P.IDENTIFIER_REVEAL, access)),
        present=(manages or leads) and state != MeetingStatus.CANCELLED,
        record_outcomes=state is MeetingStatus.HELD and bool(may(actor, P.OUTCOME_RECORD, access)),
    )


def _needs_the_chair(facts_now: MeetingFacts) -> bool:
    refused = refusal(facts_now, MeetingEvent.CANCEL)
    return refused is not None and refused.code == NEEDS_AGENDA


def asking(meeting: Meeting, allowed: Can, chairing: Iterable[str]) -> list[dict[str, Any]]:
    """For who may not send the cases back: who can cancel, a button that asks them, and what can be done instead."""
    if not allowed.ask_to_cancel:
        return []
    who = ", ".join(chairing) or _("the chair")
    note = _("There are cases on the agenda, so this is for %(who)s. You can move the meeting: its cases move along.")
    return [
        {
            "text": _("Ask for it to be cancelled"),
            "action": reverse("meetings:ask-to-cancel", args=[meeting.pk]),
            "kind": "secondary",
        },
        {"text": _("Cancel meeting"), "note": note % {"who": who}},
    ]


def actions(meeting: Meeting, allowed: Can, cases: int) -> list[dict[str, Any]]:
    """The buttons of a meeting's page; the first is what is most likely needed now."""
    pages = {
        "hold": (_("Record the meeting"), "attendance"),
        "present": (_("Present"), "present"),
        "lock": (_("Lock the agenda"), "lock"),
        "reopen": (_("Reopen the agenda"), "reopen"),
        "change": (_("Change details"), "change"),
        "move": (_("Move"), "move"),
        "cancel": (_("Cancel meeting"), "cancel"),
    }
    shown = []
    for name, (text, page) in pages.items():
        if not getattr(allowed, name) or (name in ("present", "lock") and cases == 0):
            continue
        address = reverse(f"meetings:{page}", args=[meeting.pk])
        if name in ("lock", "reopen"):
            shown.append(
                {"text": text, "action": address, "hidden": {"expected_version": meeting.version}, "kind": "secondary"}
            )
        else:
            kind = _kind(name, meeting, is_first=not shown)
            shown.append({"text": text, "href": address, "kind": kind})
    return shown


def _kind(name: str, meeting: Meeting, *, is_first: bool) -> str:
    """How a button looks: after the meeting, recording outcomes matters more than presenting again."""
    if name in ("change", "move", "cancel"):
        return "link"
    return "primary" if is_first and meeting.status != MeetingStatus.HELD else "secondary"
