"""Addresses of the home page, help, statements and health."""

from django.urls import path

from apps.portal.views import deputies, health, home, statements

app_name = "portal"

urlpatterns = [
    path("", home.Home.as_view(), name="home"),
    path("actions/", home.ActionList.as_view(), name="actions"),
    path("departments/<uuid:department_id>/ask-for-deputy/", deputies.AskForDeputy.as_view(), name="ask-for-deputy"),
    path("help/", statements.Help.as_view(), name="help"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("privacy/", statements.privacy, name="privacy"),
    path("favicon.ico", statements.icon, name="icon"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
