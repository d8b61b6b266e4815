"""Addresses of the case pages."""

from django.urls import path

from apps.cases.views import detail, events, lists, log

app_name = "cases"

urlpatterns = [
    path("log/", log.LogCase.as_view(), name="log"),
    path("log/<uuid:pk>/received/", log.CaseReceived.as_view(), name="received"),
    path("cases/", lists.CaseList.as_view(), name="list"),
    path("cases/mine/", lists.MySubmissions.as_view(), name="mine"),
    path("cases/reviews/", lists.MyReviews.as_view(), name="reviews"),
    path("cases/triage/", lists.TriageList.as_view(), name="triage"),
    path("cases/escalations/", lists.EscalationList.as_view(), name="escalations"),
    path("cases/access/", detail.FindCaseAccess.as_view(), name="access-find"),
    path("cases/<uuid:pk>/", detail.CaseDetail.as_view(), name="detail"),
    path("cases/<uuid:pk>/triage/", events.TriageCase.as_view(), name="triage-case"),
    path("cases/<uuid:pk>/messages/", detail.PostMessage.as_view(), name="message"),
    path("cases/<uuid:pk>/access/", detail.CaseAccess.as_view(), name="access"),
    path("cases/<uuid:pk>/events/<slug:event>/", events.CaseEventPage.as_view(), name="event"),
]
