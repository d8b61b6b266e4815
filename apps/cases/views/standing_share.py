"""Reports that stand wrong: the share of the 100 % target, and what is overdue."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.accounts.queries.departments import departments_of
from apps.cases.domain.pacing import month_before
from apps.cases.domain.standing_share import count_shares, total_of
from apps.cases.presenters import standing_share as words
from apps.cases.queries.standing_share import overdue_actions, standing_actions, unanswered
from apps.core.clock import today

MONTHS = 12
OVERDUE_SHOWN = 50


class StandingShare(GuardedView):
    """The last twelve months by department, by month or quarter."""

    permission = Permission.CASE_VIEW
    object_label = "cases.reportstanding"
    template_name = "cases/standing_share.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The tables, and the overdue actions of cases that may be seen."""
        here = departments_where(self.actor, Permission.CASE_VIEW)
        by_quarter = request.GET.get("by") == "quarter"
        since = month_before(today().replace(day=1), MONTHS - 1)
        late = list(overdue_actions(self.actor, here)[: OVERDUE_SHOWN + 1])
        self.record_list([one.case_id for one in late], "cases.case")
        places = [one for one in departments_of(self.actor) if one.pk in here]
        return self.page(
            {
                "departments": [{"name": one.name, **share_of(one.pk, since, by_quarter=by_quarter)} for one in places],
                "links": words.links(by_quarter),
                "overdue": words.overdue_cards(late[:OVERDUE_SHOWN]),
                "is_cut": len(late) > OVERDUE_SHOWN,
            }
        )


def share_of(department_id: UUID, since: date, *, by_quarter: bool) -> dict[str, Any]:
    """One department's table, and how many cases nobody has answered for."""
    periods = count_shares(standing_actions(department_id, since), by_quarter=by_quarter, day=today())
    table = words.share_table(periods, total_of(periods), by_quarter=by_quarter)
    return {"table": table, "unanswered": words.unanswered_words(unanswered(department_id, since))}
