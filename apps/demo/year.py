"""Lays out the year: which cases fall between which meetings, and how far each one gets."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from apps.cases.enums import CaseEvent
from apps.core.clock import LONDON, now
from apps.demo.network import Team
from apps.demo.story import Storyteller, Told, lunchtime
from apps.meetings.models import AgendaItem

# Weeks between meetings and cases before each, by department in order.
RHYTHMS = ((4, 11), (8, 4), (6, 7))
# Fates of the cases that never reach the room.
ASIDE: tuple[str, ...] = ("decline", "withdraw", "feedback", "merge")


def tell_the_year(team: Team, order: int, chance: Random, step: Callable[[], None]) -> list[UUID]:
    """A year of one department; returns the documents whose PDFs must still be made."""
    weeks, cases = RHYTHMS[order]
    teller = Storyteller(team, chance, first_number=order * 100_000 + 1000, step=step)
    today = now().astimezone(LONDON)
    # The next meeting lies two weeks ahead; the others follow backwards from it.
    meetings = [lunchtime(today + timedelta(days=14) - timedelta(weeks=weeks * back)) for back in range(52 // weeks)]
    for index, starts_at in enumerate(reversed(meetings[1:])):
        _past_meeting(teller, starts_at, weeks, cases, newest=index == len(meetings) - 2, first=index == 0)
    _present(teller, meetings[0], now())
    return teller.documents


def case_count() -> int:
    """How many cases the year has, for the progress bar."""
    past = sum((52 // weeks - 1) * (cases + len(ASIDE)) for weeks, cases in RHYTHMS)
    return past + len(RHYTHMS) * PRESENT_CASES


def _past_meeting(
    teller: Storyteller, starts_at: datetime, weeks: int, cases: int, *, newest: bool, first: bool
) -> None:
    opens = starts_at - timedelta(weeks=weeks)
    span = timedelta(weeks=weeks) - timedelta(days=12)
    count = cases + len(ASIDE)
    logged = [teller.log(opens + span * index / count) for index in range(count)]
    for told in logged:
        teller.look_after_the_patient(told)
    meeting = teller.plan(starts_at, opens)
    to_room, aside = logged[: -len(ASIDE)], logged[-len(ASIDE) :]
    items: list[tuple[Told, AgendaItem]] = []
    fits = meeting.minutes_for_cases // meeting.minutes_per_case
    for told in to_room:
        teller.ready(told, told.at + timedelta(days=1))
        # What does not fit today was ready in time all the same, and waits for a later meeting.
        if len(items) < fits:
            items.append((told, teller.place(meeting, told, starts_at - timedelta(days=5))))
    _aside(teller, aside, kept=to_room[0])
    teller.hold(meeting, items, quorate=not first)
    for told, _item in items:
        # The newest meeting's addenda are still running: some are the work that the home page shows.
        if not newest:
            teller.finish_actions(told, starts_at + timedelta(days=10))
    _write_ups(teller, [told for told, _item in items], starts_at, newest)
    if items and not newest:
        teller.write_up_meeting(meeting, starts_at + timedelta(days=4))
        for told, _item in items:
            teller.close(told, starts_at + timedelta(days=16), "Its learning is in the meeting’s summary.")


def _write_ups(teller: Storyteller, discussed: list[Told], starts_at: datetime, newest: bool) -> None:
    if newest:
        for told, how_far in zip(discussed, ("published", "approved", "submitted", "submitted", "draft"), strict=False):
            teller.write_up(told, starts_at + timedelta(days=3), how_far)
        return
    for told in discussed[::3]:
        teller.write_up(told, starts_at + timedelta(days=5))


def _aside(teller: Storyteller, aside: list[Told], kept: Told) -> None:
    for told, fate in zip(aside, ASIDE, strict=True):
        at = told.at + timedelta(days=2, hours=3)
        chair = teller.chairing(told)
        if fate == "decline":
            teller.move(told, chair, at, CaseEvent.DECLINE, reason="A duplicate of what last month’s meeting taught.")
        elif fate == "withdraw":
            teller.move(told, told.submitter, at, CaseEvent.WITHDRAW, reason="Logged against the wrong study.")
        elif fate == "feedback":
            teller.move(told, chair, at, CaseEvent.GIVE_FEEDBACK, learning_point=told.scenario.points[0])
        elif fate == "merge":
            reason = "The same episode, logged twice from two studies."
            teller.move(told, chair, at, CaseEvent.MERGE, into=str(kept.case_id), reason=reason)


PRESENT_CASES = 22


def _present(teller: Storyteller, next_meeting: datetime, moment: datetime) -> None:
    """What lies on the desks today: new, asked about, under review, ready, and on the coming agenda."""
    logged = [teller.log(moment - timedelta(days=16) + timedelta(hours=16 * index)) for index in range(PRESENT_CASES)]
    on_agenda, ready, reviewed, asked = logged[:6], logged[6:10], logged[10:13], logged[13:15]
    for told in [*on_agenda, *ready]:
        teller.look_after_the_patient(told)
    meeting = teller.plan(next_meeting, moment - timedelta(days=20))
    for told in on_agenda:
        teller.ready(told, told.at + timedelta(hours=20))
        teller.place(meeting, told, max(moment - timedelta(days=1), told.at + timedelta(days=6)))
    for told in ready:
        teller.ready(told, told.at + timedelta(hours=12))
    for told in reviewed:
        teller.review(told, told.at + timedelta(hours=10), finish=False)
    for told in asked:
        question = "Which level do you mean, and is there a later study that shows it?"
        teller.move(told, teller.chairing(told), told.at + timedelta(hours=9), CaseEvent.ASK, question=question)
