"""Addresses of studies in the API."""

from django.urls import path

from apps.journeys.api.views import OneStudy, Studies

urlpatterns = [
    path("studies/", Studies.as_view(), name="api-studies"),
    path("studies/<uuid:study_id>/", OneStudy.as_view(), name="api-study"),
]
