"""Addresses of the learning pages."""

from django.urls import path

from apps.learning.views import editing, summaries

app_name = "learning"

urlpatterns = [
    path("", summaries.SummaryList.as_view(), name="list"),
    path("case/<uuid:case_id>/", summaries.DraftCaseSummary.as_view(), name="draft-case"),
    path("meeting/<uuid:meeting_id>/", summaries.DraftMeetingSummary.as_view(), name="draft-meeting"),
    path("<uuid:summary_id>/", summaries.SummaryDetail.as_view(), name="detail"),
    path("<uuid:summary_id>/edit/", editing.EditSummary.as_view(), name="edit"),
    path("<uuid:summary_id>/screen/", editing.ScreenSummary.as_view(), name="screen"),
    path("<uuid:summary_id>/justify/", editing.JustifyFinding.as_view(), name="justify"),
    path("<uuid:summary_id>/submit/", summaries.SubmitSummary.as_view(), name="submit"),
    path("<uuid:summary_id>/approve/", summaries.ApproveSummary.as_view(), name="approve"),
    path("<uuid:summary_id>/send-back/", summaries.SendBackSummary.as_view(), name="send-back"),
    path("<uuid:summary_id>/publish/", summaries.PublishSummary.as_view(), name="publish"),
    path("<uuid:summary_id>/publish-early/", summaries.PublishEarly.as_view(), name="publish-early"),
    path("<uuid:summary_id>/abandon/", summaries.AbandonSummary.as_view(), name="abandon"),
]
