"""Reviews of the demonstration, one at each stage: overdue, declined and replaced, complete, seen differently after."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from apps.accounts.models import User
from apps.cases.domain.assigning import decline_review, remind_reviewer, take_off
from apps.cases.domain.reviewing import commit_opinion
from apps.cases.enums import CaseEvent, ReviewEnd
from apps.cases.models import ReviewAssignment
from apps.core.clock import now
from apps.demo.network import Team
from apps.demo.story import Storyteller, Told, acting, request_of

# Above the patients of the demonstration's year and of its delays, below those of its alerts.
FIRST_NUMBER = 95_000


@dataclass
class Reviews:
    """Tells reviews of one department."""

    team: Team
    teller: Storyteller

    def sent(self, days_ago: int, reviewers: int = 2) -> tuple[Told, list[User], datetime]:
        """A case, logged and sent to review so many days ago, to people who did not read it."""
        at = now() - timedelta(days=days_ago)
        told = self.teller.log(at - timedelta(days=2))
        free = [one for one in self.team.reviewers if one not in (told.author, told.submitter)]
        asked = {"reviewers": [one.pk for one in free[:reviewers]], "request": request_of(told.scenario)}
        self.teller.move(told, self.teller.chairing(told), at, CaseEvent.SEND_TO_REVIEW, **asked)
        return told, free, at

    def view(self, told: Told, reviewer: User, at: datetime, words: str, confidence: str, **more: str) -> None:
        """One committed view."""
        with acting(reviewer, at) as actor:
            commit_opinion(
                actor=actor,
                case_id=told.case_id,
                view=words,
                confidence=confidence,
                declared_not_read=True,
                after_reveal=bool(more.pop("second", "")),
                **more,
            )

    def overdue(self) -> None:
        """Nobody answered in time, and the chair reminded one of them."""
        told, free, at = self.sent(20)
        with acting(self.teller.chairing(told), at + timedelta(days=16)) as actor:
            asked = _asked(told.case_id, free[0])
            remind_reviewer(actor=actor, case_id=told.case_id, assignment_id=asked.pk)

    def declined_and_replaced(self) -> None:
        """One says that he knows the patient; the chair takes another off, who is on leave, and asks a third."""
        told, free, at = self.sent(9)
        with acting(free[0], at + timedelta(days=1)) as actor:
            decline_review(
                actor=actor,
                case_id=told.case_id,
                why=ReviewEnd.CONFLICT,
                reason="I discussed these images at the meeting of the tumour board.",
            )
        if len(free) > 2:
            with acting(self.teller.chairing(told), at + timedelta(days=2)) as actor:
                take_off(
                    actor=actor,
                    case_id=told.case_id,
                    assignment_id=_asked(told.case_id, free[1]).pk,
                    reason="Away until the end of the month.",
                    replacement_id=free[2].pk,
                )

    def seen_differently(self, finish: bool) -> None:
        """Both gave a view; one sees it differently once the outcome is open."""
        told, free, at = self.sent(12 if finish else 6)
        first, second = free[:2]
        missed = "I see no abnormality that would explain the symptoms. No comparison was available to me."
        self.view(told, first, at + timedelta(days=1), missed, "high", recommendation="No further imaging.")
        self.view(
            told, second, at + timedelta(days=2), f"I would have described it. {told.scenario.reveal}", "moderate",
            recommendation="Compare with the earlier study, and a second look within two weeks.",
        )  # fmt: skip
        later = f"I see no abnormality at first sight. With the outcome known it can be seen: {told.scenario.reveal}"
        self.view(
            told, first, at + timedelta(days=3), later, "low", second="yes",
            recommendation="Further imaging.", learning=told.scenario.points[0],
        )  # fmt: skip
        if finish:
            self.teller.move(told, self.teller.chairing(told), at + timedelta(days=4), CaseEvent.FINISH_REVIEW)


def _asked(case_id: UUID, reviewer: User) -> ReviewAssignment:
    return ReviewAssignment.objects.get(case=case_id, reviewer=reviewer)


def tell_reviews(team: Team, seed: int) -> None:
    """One review at each stage, of the department to which the demonstration's sign-ins belong."""
    teller = Storyteller(team, Random(seed), first_number=FIRST_NUMBER, step=lambda: None)
    reviews = Reviews(team, teller)
    reviews.overdue()
    reviews.declined_and_replaced()
    reviews.seen_differently(finish=False)
    reviews.seen_differently(finish=True)
