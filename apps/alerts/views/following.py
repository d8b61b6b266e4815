"""The worklist of alerts, and one alert with everything that happened to it."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from apps.access.guarded import GuardedView
from apps.access.permissions import Permission
from apps.access.policy import may, may_somewhere
from apps.access.seals import sealed_for
from apps.accounts.queries.departments import departments_of
from apps.alerts.forms.worklist import AlertFilterForm, AsOfForm
from apps.alerts.models import Alert
from apps.alerts.presenters import alert_page as presenting
from apps.alerts.presenters import rows as row_words
from apps.alerts.presenters import seeing
from apps.alerts.presenters.words import examination, status_tag
from apps.alerts.queries.detail import whole_alert
from apps.alerts.queries.sight import sight_of
from apps.alerts.queries.visible import visible_alert
from apps.alerts.queries.worklist import Position, alerts_page, categories_seen_by, standing
from apps.core.clock import now


def position_from(request: HttpRequest) -> Position | None:
    """Where the page starts; None for the first page, and for an address that somebody garbled."""
    at, _bar, row = request.GET.get("after", "").rpartition("_")
    try:
        moment = datetime.fromisoformat(at)
        return Position(moment, UUID(row)) if moment.tzinfo is not None else None
    except ValueError:
        return None


class AlertList(GuardedView):
    """Alerts by age, the oldest first; for who follows alerts, and for who raised some."""

    permission = Permission.OWN_PAGES
    template_name = "alerts/list.html"

    def get(self, request: HttpRequest) -> HttpResponse:
        """One page of the worklist, and how it stands now or stood at a moment."""
        form = self._form(request)
        form.is_valid()
        filters = form.filters()
        page = alerts_page(self.actor, filters, position_from(request))
        query = {name: value for name, value in vars(filters).items() if value}
        self.record_list([one.pk for one in page.rows], "alerts.alert", query)
        as_of = AsOfForm(request.GET if "at_day" in request.GET else None)
        found = standing(self.actor, as_of.moment())
        applied = [
            {"text": words, "remove_href": f"?{urlencode({k: v for k, v in query.items() if k != name})}"}
            for name, words in form.applied()
        ]
        context = {
            "filter_form": form,
            "applied": applied,
            "columns": row_words.columns(),
            "rows": row_words.rows(page.rows),
            "more_href": row_words.more_href(page, query),
            "shown": len(page.rows),
            "is_first": not request.GET.get("after"),
            "narrowed": bool(query),
            "standing": row_words.standing_figures(found),
            "standing_at": found.at,
            "is_past": as_of.moment() is not None,
            "as_of_form": as_of,
            "may_configure": may_somewhere(self.actor, Permission.ALERT_CONFIGURE),
            "leaves_out": bool(sealed_for(self.actor, "journeys.study")),
            **seeing.sight_words(sight_of(self.actor), found),
        }
        return self.page(context)

    def _form(self, request: HttpRequest) -> AlertFilterForm:
        departments = [(str(one.pk), one.name) for one in departments_of(self.actor)]
        return AlertFilterForm(request.GET, categories=categories_seen_by(self.actor), departments=departments)


class AlertDetail(GuardedView):
    """One alert: who has to read it, what waits, what happened."""

    permission = Permission.ALERT_VIEW
    object_label = "alerts.alert"
    template_name = "alerts/detail.html"
    subject: Alert

    def load(self, **kwargs: Any) -> Alert:
        """The alert, if the actor may see it."""
        return visible_alert(self.actor, kwargs["alert_id"])

    def get(self, request: HttpRequest, alert_id: UUID) -> HttpResponse:
        """Show the page; nothing of it may stay in a cache."""
        alert = self.subject
        whole = whole_alert(alert)
        access = alert.access_facts()
        handles = bool(may(self.actor, Permission.ALERT_HANDLE, access))
        context = {
            "page_title": alert.reference,
            "alert": alert,
            "title": f"{alert.category.label}: {examination(alert.study)}",
            "status": status_tag(alert),
            "facts": presenting.facts(alert),
            "acts": presenting.act_rows(alert),
            "recipient": presenting.recipient_rows(whole.recipient),
            "calls": [presenting.call_words(one) for one in whole.open_calls],
            "actions": presenting.actions(alert, handles),
            "coming": presenting.coming(whole) if alert.is_open else [],
            "events": presenting.timeline(whole),
            "sees_study": bool(may(self.actor, Permission.STUDY_VIEW, access)),
            "may_log": handles and not alert.case_id and alert.may_become_case(now()),
        }
        response = self.page(context)
        response["Cache-Control"] = "private, no-store"
        return response
