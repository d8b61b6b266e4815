"""Web addresses of the study pages."""

from django.urls import path

from apps.journeys.views import calendars, journey, limits, studies

app_name = "journeys"

urlpatterns = [
    path("studies/", studies.StudyList.as_view(), name="list"),
    path("studies/<uuid:study_id>/", studies.StudyDetail.as_view(), name="detail"),
    path("studies/<uuid:study_id>/patient/", studies.RevealIdentifiers.as_view(), name="reveal"),
    path("studies/<uuid:study_id>/journey/", journey.RecordStep.as_view(), name="step"),
    path("studies/<uuid:study_id>/journey/take-back/", journey.TakeBackStep.as_view(), name="take-back"),
    path("studies/<uuid:study_id>/groups/", journey.SetGroups.as_view(), name="groups"),
    path("limits/", limits.LimitList.as_view(), name="limits"),
    path("limits/<uuid:limit_id>/", limits.ReplaceLimit.as_view(), name="replace-limit"),
    path("limits/<uuid:limit_id>/end/", limits.RetireLimit.as_view(), name="retire-limit"),
    path("limits/trusts/<uuid:trust_id>/add/", limits.AddLimit.as_view(), name="add-limit"),
    path("limits/trusts/<uuid:trust_id>/groups/", calendars.GroupWords.as_view(), name="group-words"),
    path(
        "limits/trusts/<uuid:trust_id>/groups/<uuid:group_id>/retire/",
        calendars.RetireGroup.as_view(),
        name="retire-group",
    ),
    path("limits/trusts/<uuid:trust_id>/calendar/", calendars.CalendarPage.as_view(), name="calendar"),
    path("limits/trusts/<uuid:trust_id>/calendar/nation/", calendars.NationPage.as_view(), name="nation"),
]
