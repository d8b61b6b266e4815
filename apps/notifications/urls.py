"""Addresses of the notification pages."""

from django.urls import path

from apps.notifications.views import pages

app_name = "notifications"

urlpatterns = [
    path("", pages.NotificationList.as_view(), name="list"),
    path("read/", pages.ReadAllNotifications.as_view(), name="read-all"),
    path("<uuid:notification_id>/open/", pages.OpenNotification.as_view(), name="open"),
]
