"""Addresses of the case pages."""

from django.urls import path

from apps.cases.views import (
    acting,
    alerting,
    amending,
    detail,
    escalations,
    events,
    lists,
    log,
    log_link,
    pace,
    presentation,
    removing,
    reviewing,
)

app_name = "cases"

urlpatterns = [
    path("log", log_link.LogLink.as_view(), name="log-link"),
    path("log/", log.LogCase.as_view(), name="log"),
    path("log/<uuid:pk>/received/", log.CaseReceived.as_view(), name="received"),
    path("cases/", lists.CaseList.as_view(), name="list"),
    path("cases/pace/", pace.LoggingPacePage.as_view(), name="pace"),
    path("cases/mine/", lists.MySubmissions.as_view(), name="mine"),
    path("cases/reviews/", lists.MyReviews.as_view(), name="reviews"),
    path("cases/triage/", lists.TriageList.as_view(), name="triage"),
    path("cases/escalations/", lists.EscalationList.as_view(), name="escalations"),
    path("cases/access/", detail.FindCaseAccess.as_view(), name="access-find"),
    path("cases/<uuid:pk>/", detail.CaseDetail.as_view(), name="detail"),
    path("cases/<uuid:pk>/triage/", events.TriageCase.as_view(), name="triage-case"),
    path("cases/<uuid:pk>/messages/", detail.PostMessage.as_view(), name="message"),
    path("cases/<uuid:pk>/amend/", amending.AmendCase.as_view(), name="amend"),
    path("cases/<uuid:pk>/readers/<uuid:reader_id>/remove/", removing.RemoveReader.as_view(), name="remove-reader"),
    path("cases/<uuid:pk>/studies/<uuid:case_study_id>/remove/", removing.RemoveStudy.as_view(), name="remove-study"),
    path("cases/<uuid:pk>/opinion/", reviewing.GiveOpinion.as_view(), name="opinion"),
    path("cases/<uuid:pk>/presentation/", presentation.EditPresentation.as_view(), name="presentation"),
    path("cases/<uuid:pk>/presentation/justify/", presentation.JustifyFinding.as_view(), name="justify"),
    path("cases/<uuid:pk>/coding/", presentation.CodeFinding.as_view(), name="coding"),
    path("cases/<uuid:pk>/actions/add/", acting.AddAction.as_view(), name="action-add"),
    path("cases/from-alert/<uuid:alert_id>/", alerting.CaseFromAlert.as_view(), name="from-alert"),
    path("cases/actions/<uuid:pk>/finish/", acting.FinishAction.as_view(), name="action-finish"),
    path("cases/actions/<uuid:pk>/cancel/", acting.CancelAction.as_view(), name="action-cancel"),
    path("cases/escalations/<uuid:pk>/", escalations.EscalationPage.as_view(), name="escalation"),
    path(
        "cases/escalations/<uuid:pk>/acknowledge/",
        escalations.AcknowledgeEscalation.as_view(),
        name="escalation-acknowledge",
    ),
    path(
        "cases/escalations/<uuid:pk>/hand-over/",
        escalations.HandOverEscalation.as_view(),
        name="escalation-hand-over",
    ),
    path("cases/<uuid:pk>/access/", detail.CaseAccess.as_view(), name="access"),
    path("cases/<uuid:pk>/events/<slug:event>/", events.CaseEventPage.as_view(), name="event"),
]
