"""Addresses of people and departments in the API."""

from django.urls import path

from apps.accounts.api import schema as schema  # describes both ways of signing in
from apps.accounts.api.views import Departments, Me, People

urlpatterns = [
    path("me/", Me.as_view(), name="api-me"),
    path("departments/", Departments.as_view(), name="api-departments"),
    path("people/", People.as_view(), name="api-people"),
]
