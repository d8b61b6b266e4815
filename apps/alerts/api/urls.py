"""Addresses of alerts in the API."""

from django.urls import path

from apps.alerts.api.views import Acts, Alerts, Categories, OneAlert

urlpatterns = [
    path("alerts/", Alerts.as_view(), name="api-alerts"),
    path("alerts/<uuid:alert_id>/", OneAlert.as_view(), name="api-alert"),
    path("alerts/<uuid:alert_id>/acts/", Acts.as_view(), name="api-alert-acts"),
    path("alert-categories/", Categories.as_view(), name="api-alert-categories"),
]
