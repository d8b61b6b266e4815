"""Web addresses of the study pages."""

from django.urls import path

from apps.journeys.views import journey, studies

app_name = "journeys"

urlpatterns = [
    path("studies/", studies.StudyList.as_view(), name="list"),
    path("studies/<uuid:study_id>/", studies.StudyDetail.as_view(), name="detail"),
    path("studies/<uuid:study_id>/patient/", studies.RevealIdentifiers.as_view(), name="reveal"),
    path("studies/<uuid:study_id>/journey/", journey.RecordStep.as_view(), name="step"),
    path("studies/<uuid:study_id>/journey/take-back/", journey.TakeBackStep.as_view(), name="take-back"),
    path("studies/<uuid:study_id>/groups/", journey.SetGroups.as_view(), name="groups"),
]
