"""Web addresses of the study pages."""

from django.urls import path

from apps.journeys.views import studies

app_name = "journeys"

urlpatterns = [
    path("studies/", studies.StudyList.as_view(), name="list"),
    path("studies/<uuid:study_id>/", studies.StudyDetail.as_view(), name="detail"),
    path("studies/<uuid:study_id>/patient/", studies.RevealIdentifiers.as_view(), name="reveal"),
]
