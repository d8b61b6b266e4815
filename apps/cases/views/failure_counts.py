"""How often journeys failed where, by department."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.accounts.queries.departments import departments_of
from apps.cases.domain.failure_counts import FailureCounts, count_failures
from apps.cases.domain.pacing import month_before
from apps.cases.presenters import failure_counts as words
from apps.cases.queries.failures import cases_counted, failure_facts
from apps.core.actor import Actor
from apps.core.clock import today
from apps.disclosure.domain.suppression import rules_from_settings

MONTHS = 12


def counted_in(actor: Actor, department_id: UUID, since: date) -> FailureCounts:
    """The places of one department's cases since a day."""
    return count_failures(failure_facts(actor, department_id, since), cases_counted(actor, department_id, since))


def first_day() -> date:
    """From which day on cases are counted."""
    return month_before(today().replace(day=1), MONTHS - 1)


class FailureCountsPage(GuardedView):
    """The last twelve months of each department that the actor may count in."""

    permission = Permission.CODING_COUNT
    object_label = "cases.failureplace"
    template_name = "cases/failure_counts.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The tables."""
        here = departments_where(self.actor, Permission.CODING_COUNT)
        since = first_day()
        self.record_list([], "cases.failureplace")
        places = [one for one in departments_of(self.actor) if one.pk in here]
        departments = [
            {"name": one.name, **words.counts_shown(counted_in(self.actor, one.pk, since))} for one in places
        ]
        return self.page(
            {"departments": departments, "since": words.since_words(since), "rules": rules_from_settings()}
        )
