"""Web addresses of the governance record."""

from django.urls import path

from apps.governance.views import records, writing

app_name = "governance"

urlpatterns = [
    path("", records.RecordList.as_view(), name="list"),
    path("settings/<uuid:department_id>/", writing.TrustSettings.as_view(), name="settings"),
    path("cases/<uuid:case_id>/reference/", records.NoteReference.as_view(), name="reference"),
    path("<uuid:record_id>/", records.RecordDetail.as_view(), name="detail"),
    path("<uuid:record_id>/decision/", writing.Decide.as_view(), name="decide"),
    path("<uuid:record_id>/step/", writing.AddStep.as_view(), name="step"),
    path("<uuid:record_id>/steps/<uuid:step_id>/strike/", writing.StrikeStep.as_view(), name="strike"),
    path("<uuid:record_id>/close/", writing.CloseCandour.as_view(), name="close"),
    path("<uuid:record_id>/reopen/", writing.ReopenCandour.as_view(), name="reopen"),
    path("<uuid:record_id>/assessment/", writing.Assess.as_view(), name="assess"),
    path("<uuid:record_id>/hand-over/", writing.MakeHandOver.as_view(), name="hand-over"),
    path("<uuid:record_id>/hand-over/<uuid:hand_over_id>/", writing.HandedOver.as_view(), name="handed"),
]
