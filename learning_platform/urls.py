"""Every web address of the product: each app mounts its own pages here."""

from django.urls import URLPattern, URLResolver, include, path

from apps.core.administration import site as administration

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", administration.urls),
    path("api/v1/", include("learning_platform.api_urls")),
    path("", include("apps.portal.urls")),
    path("notifications/", include("apps.notifications.urls")),
    path("", include("apps.accounts.urls")),
    path("", include("apps.cases.urls")),
    path("", include("apps.documents.urls")),
    path("", include("apps.journeys.urls")),
    path("", include("apps.alerts.urls")),
    path("imports/", include("apps.intake.urls")),
    path("governance/", include("apps.governance.urls")),
    path("meetings/", include("apps.meetings.urls")),
    path("learning/", include("apps.learning.urls")),
    path("", include("apps.anonymous.urls")),
    path("", include("apps.core.urls")),
]

handler400 = "apps.core.error_pages.bad_request"
handler403 = "apps.core.error_pages.permission_denied"
handler404 = "apps.core.error_pages.page_not_found"
handler500 = "apps.core.error_pages.server_error"
