"""Codings by theme: how often each code was given in a department, for its lead and for clinical governance."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.access.policy import departments_where
from apps.accounts.queries.departments import departments_of
from apps.core.clock import today
from apps.disclosure.domain.suppression import rules_from_settings
from apps.meetings.presenters.coding_counts import columns, department_counts
from apps.meetings.queries.coding_counts import coding_counts

EVER = date(1900, 1, 1)


class CodingCountsPage(GuardedView):
    """The cases of the last twelve months, or all of them."""

    permission = Permission.CODING_COUNT
    object_label = "cases.finding"
    template_name = "meetings/coding_counts.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The tables."""
        here = departments_where(self.actor, Permission.CODING_COUNT)
        ever = request.GET.get("cases") == "all"
        since = EVER if ever else _year_ago(today())
        places = [one for one in departments_of(self.actor) if one.pk in here]
        self.record_list([], "cases.finding")
        page = reverse("meetings:codings")
        return self.page(
            {
                "columns": columns(),
                "departments": [
                    department_counts(one.name, coding_counts(self.actor, one.pk, one.trust_id, since))
                    for one in places
                ],
                "rules": rules_from_settings(),
                "ever": ever,
                "other_href": page if ever else f"{page}?cases=all",
                "other_text": _("Cases of the last twelve months") if ever else _("All cases"),
            }
        )


def _year_ago(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
