"""Every address of the API, version 1."""

from csp.decorators import csp_update
from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

# Its style sheet holds its icons as data; no page of ours does.
_drawn_by_a_library = csp_update({"img-src": "data:"})

urlpatterns: list[URLPattern | URLResolver] = [
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", _drawn_by_a_library(SpectacularSwaggerSplitView.as_view(url_name="api-schema")), name="api-docs"),
    path("", include("apps.accounts.api.urls")),
    path("", include("apps.journeys.api.urls")),
    path("", include("apps.alerts.api.urls")),
    path("", include("apps.cases.api.urls")),
    path("", include("apps.meetings.api.urls")),
    path("", include("apps.learning.api.urls")),
    path("", include("apps.documents.api.urls")),
]
