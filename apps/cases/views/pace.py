"""How long logging takes, for those who run the learning."""

from django.http import HttpRequest, HttpResponse

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.cases.domain.pacing import month_before
from apps.cases.presenters.pace import pace_rows
from apps.cases.queries.pace import pace_of
from apps.core.clock import today

MONTHS = 12


class LoggingPacePage(GuardedView):
    """Median, 90th centile and abandoned attempts of the last year, by department and month."""

    permission = Permission.CASE_VIEW
    object_label = "cases.pace"
    template_name = "cases/pace.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The table. It names nobody, so no record is looked at."""
        here = departments_where(self.actor, Permission.CASE_VIEW)
        lines = pace_of(here, month_before(today().replace(day=1), MONTHS - 1))
        return self.page({"rows": pace_rows(lines)})
