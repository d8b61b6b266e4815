"""Listing, raising and reading alerts, and recording the acts that close them."""

from typing import Any
from uuid import UUID

from rest_framework.request import Request
from rest_framework.response import Response

from apps.access.api.describing import operation
from apps.access.api.paging import page_by, page_of, page_said
from apps.access.api.reading import body_of, person_said, query_of, time_from, time_said
from apps.access.drf import GuardedAPIView, idempotent
from apps.access.permissions import Permission
from apps.alerts.api.serializers import (
    ActInput,
    AlertInput,
    AlertOutput,
    AlertQuery,
    AlertRowOutput,
    CategoryOutput,
    CategoryQuery,
)
from apps.alerts.domain.acts import ActFacts
from apps.alerts.domain.raising import AlertFacts, RecipientFacts, raise_alert
from apps.alerts.domain.recording import record_act
from apps.alerts.enums import ActKind, HowConfirmed
from apps.alerts.models import Alert
from apps.alerts.queries.detail import WholeAlert, whole_alert
from apps.alerts.queries.settings import categories_to_raise
from apps.alerts.queries.visible import visible_alert, visible_to
from apps.alerts.queries.worklist import Filters, narrowed, with_what_a_row_shows
from apps.core.clock import now
from apps.core.errors import NotVisible

LABEL = "alerts.alert"
TAG = "alerts"


class Alerts(GuardedAPIView):
    """The alerts that the caller may see, and raising one more."""

    permission = Permission.ALERT_VIEW

    def needed(self) -> Permission:
        """Reading or raising."""
        return Permission.ALERT_RAISE if self.request.method == "POST" else Permission.ALERT_VIEW

    def ask(self, permission: Permission, subject: Any) -> None:
        """Whoever works somewhere has a list: of alerts that their role lets them see, or that they raised."""
        if permission is Permission.ALERT_VIEW:
            if not self.actor.department_ids:
                raise NotVisible
            return
        super().ask(permission, subject)

    @operation("alerts_list", TAG, page_of(AlertRowOutput), query=AlertQuery)
    def get(self, request: Request) -> Response:
        """Alerts, the oldest first; without `state` the open ones."""
        asked = query_of(request, AlertQuery)
        cursor = asked.pop("cursor", "")
        filters = Filters(
            state="" if asked.get("state") == "open" else asked.get("state", ""),
            category=asked.get("category", ""),
            department=str(asked.get("department", "")),
            level=str(asked.get("level", "")),
        )
        found = with_what_a_row_shows(narrowed(visible_to(self.actor), filters, now()))
        rows, further = page_by(found, "raised_at", cursor, descending=False)
        self.record_list([one.pk for one in rows], LABEL, {name: str(value) for name, value in asked.items()})
        return Response(page_said(request, rows, further, lambda one: AlertRowOutput(_row(one)).data))

    @operation("alerts_raise", TAG, AlertOutput, sends=AlertInput, status=201, once=True)
    @idempotent
    def post(self, request: Request) -> Response:
        """Raise an alert: it is on the worklist, and every step has its clock, when this answers."""
        given = body_of(request, AlertInput)
        alert = raise_alert(
            actor=self.actor,
            facts=AlertFacts(
                study_id=given["study"],
                category_id=given["category"],
                finding=given["finding"],
                recipient=RecipientFacts(**given["recipient"]),
                primary_site=given.get("primary_site", ""),
                cancer_kind=given.get("cancer_kind", ""),
                reported=time_from(given.get("reported"), "api"),
                team=given.get("team", ""),
                keep_words=given.get("keep_words", False),
            ),
        )
        return Response(AlertOutput(_said(whole_alert(alert))).data, 201)


class OneAlert(GuardedAPIView):
    """One alert."""

    permission = Permission.ALERT_VIEW
    view_permission = Permission.ALERT_VIEW
    object_label = LABEL
    subject: Alert

    def load(self, **kwargs: Any) -> Alert:
        """The alert, if the caller may see it."""
        return visible_alert(self.actor, kwargs["alert_id"])

    @operation("alerts_read", TAG, AlertOutput)
    def get(self, request: Request, alert_id: UUID) -> Response:
        """An alert with its recipient and its acts."""
        return Response(AlertOutput(_said(whole_alert(self.subject))).data)


class Acts(OneAlert):
    """The acts of one alert."""

    permission = Permission.ALERT_HANDLE
    http_method_names = ["post", "options"]

    @operation("alerts_record_act", TAG, AlertOutput, sends=ActInput, status=201, once=True)
    @idempotent
    def post(self, request: Request, alert_id: UUID) -> Response:
        """Record that somebody read the report, acted on it, or told the patient."""
        given = body_of(request, ActInput)
        facts = ActFacts(
            at=given["at"],
            person_name=given["person_name"],
            person_role=given.get("person_role", ""),
            how=HowConfirmed(given["how"]),
            what=given.get("what", ""),
        )
        record_act(actor=self.actor, alert_id=alert_id, kind=ActKind(given["kind"]), facts=facts)
        return Response(AlertOutput(_said(whole_alert(visible_alert(self.actor, alert_id)))).data, 201)


class Categories(GuardedAPIView):
    """The categories with which an alert can be raised."""

    permission = Permission.ALERT_RAISE

    @operation("alert_categories_list", TAG, page_of(CategoryOutput), query=CategoryQuery)
    def get(self, request: Request) -> Response:
        """The categories that a department has in use; none where alerts were never switched on."""
        asked = query_of(request, CategoryQuery)
        found = categories_to_raise(self.actor)
        if "department" in asked:
            found = found.filter(department=asked["department"])
        rows, further = page_by(found, "code", asked.get("cursor", ""), descending=False)
        self.record_list([one.pk for one in rows], "alerts.alertcategory")
        return Response(page_said(request, rows, further, lambda one: CategoryOutput(_category(one)).data))


def _category(one: Any) -> dict[str, Any]:
    names = ("code", "label", "meaning", "limit_amount", "limit_unit", "source_note", "asks_primary_site")
    return {"id": one.pk, "department": one.department_id, **{name: getattr(one, name) for name in names}}


def _row(one: Alert) -> dict[str, Any]:
    times = ("raised_at", "limit_at", "read_at", "acted_at", "informed_at", "closed_at")
    return {
        "id": one.pk,
        "reference": one.reference,
        "department": one.department_id,
        "study": one.study_id,
        "category": one.category.code,
        "status": one.status,
        "level": one.level,
        "is_late": one.was_late_at(now()),
        "case": one.case_id,
        "version": one.version,
        **{name: getattr(one, name) for name in times},
    }


def _said(whole: WholeAlert) -> dict[str, Any]:
    alert, to = whole.alert, whole.recipient
    contact = ("name", "organisation", "email", "team_email", "telephone")
    names = ("kind", "at", "person_name", "person_role", "how", "what", "recorded_at", "struck_at")
    return _row(alert) | {
        "finding": alert.finding,
        "primary_site": alert.primary_site,
        "cancer_kind": alert.cancer_kind,
        "team": alert.team,
        "reported": time_said(alert.reported),
        "raised_by": person_said(alert.raised_by),
        "recipient": {name: getattr(to, name) for name in contact} if to else None,
        "acts": [
            {**{name: getattr(act, name) for name in names}, "recorded_by": person_said(act.recorded_by)}
            for act in whole.acts
        ],
    }
