"""Addresses of meetings in the API."""

from django.urls import path

from apps.meetings.api import agendas, views

ONE = "meetings/<uuid:meeting_id>/"

urlpatterns = [
    path("meetings/", views.Meetings.as_view(), name="api-meetings"),
    path(ONE, views.OneMeeting.as_view(), name="api-meeting"),
    path(f"{ONE}events/<str:event>/", views.MeetingEvents.as_view(), name="api-meeting-event"),
    path(f"{ONE}attendance/", views.Attended.as_view(), name="api-attendance"),
    path(f"{ONE}agenda/", agendas.Agenda.as_view(), name="api-agenda"),
    path(f"{ONE}agenda/order/", agendas.AgendaOrder.as_view(), name="api-agenda-order"),
    path(f"{ONE}agenda/<uuid:item_id>/", agendas.Line.as_view(), name="api-agenda-line"),
    path(f"{ONE}agenda/<uuid:item_id>/remove/", agendas.RemoveLine.as_view(), name="api-agenda-remove"),
    path(f"{ONE}agenda/<uuid:item_id>/outcome/", agendas.LineOutcome.as_view(), name="api-outcome"),
    path(f"{ONE}outcomes/", agendas.Outcomes.as_view(), name="api-outcomes"),
]
