"""Addresses of studies in the API."""

from django.urls import path

from apps.journeys.api.journeys import Limits, StudyJourneys
from apps.journeys.api.views import OneStudy, Studies

urlpatterns = [
    path("studies/", Studies.as_view(), name="api-studies"),
    path("studies/<uuid:study_id>/", OneStudy.as_view(), name="api-study"),
    path("studies/<uuid:study_id>/journey/", StudyJourneys.as_view(), name="api-study-journey"),
    path("limits/", Limits.as_view(), name="api-limits"),
]
