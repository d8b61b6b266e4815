"""Lists: cases, one's own submissions, triage, reviews, and patients for whom somebody may need to act."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.access.policy import departments_where, may_somewhere
from apps.accounts.queries.departments import departments_of
from apps.cases.enums import EscalationStatus
from apps.cases.forms.filters import narrowing_from
from apps.cases.presenters import rows as row_words
from apps.cases.presenters.escalation_page import open_escalation_stats, passing_on_links
from apps.cases.presenters.panels import page_or_none
from apps.cases.presenters.reviewing import given_card, wanted_card
from apps.cases.presenters.triage import deputies_wanted, triage_cards
from apps.cases.queries.lists import (
    AT_ONCE,
    Position,
    escalations_for,
    list_for,
    page_of,
    submissions_of,
    triage_queue,
)
from apps.cases.queries.readings import prefetched_readings
from apps.cases.queries.reviews import views_given, views_wanted
from apps.cases.queries.study_times import times_of_cases
from apps.cases.queries.without_deputy import waiting_for_deputy

GIVEN_SHOWN = 25


def position_from(request: HttpRequest) -> Position | None:
    """Where the page starts; None for the first page, and for an address that somebody garbled."""
    for name, backwards in (("older", False), ("newer", True)):
        at, _sep, row = request.GET.get(name, "").rpartition("_")
        try:
            moment = datetime.fromisoformat(at)
            if moment.tzinfo is not None:
                return Position(moment, UUID(row), backwards)
        except ValueError:
            continue
    return None


class CaseList(GuardedView):
    """The cases that this person may see."""

    permission = Permission.OWN_PAGES
    template_name = "cases/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page of the list."""
        asked = narrowing_from(request.GET)
        filters = asked.filters
        found = list_for(self.actor, filters, position_from(request))
        query = {name: value for name, value in vars(filters).items() if value}
        self.record_list([case.pk for case in found.rows], "cases.case", query)
        return self.page(
            {
                "filter_form": asked.form,
                "applied": [{"text": words, "remove_href": _without(query, name)} for name, words in asked.applied],
                "columns": row_words.columns(),
                "rows": row_words.rows(found.rows, times_of_cases([case.pk for case in found.rows])),
                "links": row_words.page_links(found, query),
                "shown": len(found.rows),
                "total": row_words.total_words(found),
                "narrowed": bool(query),
                "may_log": may_somewhere(self.actor, Permission.CASE_LOG),
                "may_import": may_somewhere(self.actor, Permission.CASE_IMPORT),
                "counts_href": page_or_none("meetings:codings")
                if departments_where(self.actor, Permission.CODING_COUNT)
                else "",
                "may_count": bool(departments_where(self.actor, Permission.CODING_COUNT)),
                "may_see_pace": bool(departments_where(self.actor, Permission.CASE_VIEW)),
            }
        )


def _without(query: dict[str, str], name: str) -> str:
    left = {key: value for key, value in query.items() if key != name}
    return f"?{urlencode(left)}"


class MySubmissions(GuardedView):
    """What I logged, and where each case stands."""

    permission = Permission.OWN_PAGES
    template_name = "cases/mine.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page of them."""
        found = page_of(submissions_of(self.actor), self.actor, position_from(request))
        self.record_list([case.pk for case in found.rows], "cases.case")
        return self.page(
            {
                "cards": row_words.submission_cards(found.rows),
                "links": row_words.page_links(found, {}),
                "shown": len(found.rows),
                "total": row_words.total_words(found),
            }
        )


class TriageList(GuardedView):
    """New cases, the patient first, then the oldest."""

    permission = Permission.CASE_TRIAGE
    template_name = "cases/triage.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """The list."""
        queue = triage_queue(self.actor)
        found = list(queue.prefetch_related(*prefetched_readings(), "second_opinions")[:AT_ONCE])
        self.record_list([case.pk for case in found], "cases.case")
        waiting = waiting_for_deputy(departments_where(self.actor, Permission.CASE_TRIAGE))
        return self.page(
            {
                "cards": triage_cards(found),
                "total": len(found),
                "is_cut": len(found) == AT_ONCE,
                "may_reveal": may_somewhere(self.actor, Permission.IDENTIFIER_REVEAL),
                "deputies_wanted": deputies_wanted(departments_of(self.actor), waiting) if waiting else [],
            }
        )


class MyReviews(GuardedView):
    """Cases on which I was asked for a view."""

    permission = Permission.OWN_PAGES
    template_name = "cases/reviews.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """What waits, the one that is due first on top; then what was given."""
        wanted, given = list(views_wanted(self.actor)[:AT_ONCE]), list(views_given(self.actor)[:GIVEN_SHOWN])
        self.record_list([one.case_id for one in (*wanted, *given)], "cases.case")
        return self.page({"wanted": [wanted_card(one) for one in wanted], "given": [given_card(one) for one in given]})


class EscalationList(GuardedView):
    """Patients for whom somebody may still need to act."""

    permission = Permission.OWN_PAGES
    template_name = "cases/escalations.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """Open ones first."""
        found = list(escalations_for(self.actor)[:AT_ONCE])
        self.record_list([one.pk for one in found], "cases.escalation")
        is_open: list[Any] = [one for one in found if one.status != EscalationStatus.DONE]
        done = [one for one in found if one.status == EscalationStatus.DONE]
        return self.page(
            {
                "open": row_words.escalation_cards(is_open),
                "done": row_words.escalation_cards(done[:20]),
                "stats": open_escalation_stats(self.actor),
                "sees_all": may_somewhere(self.actor, Permission.ESCALATION_VIEW),
                "passing_on": passing_on_links(self.actor),
            }
        )
