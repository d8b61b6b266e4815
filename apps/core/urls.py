"""Addresses of the foundation's own pages."""

from django.urls import path

from apps.core.views.style_guide import style_guide

app_name = "core"

urlpatterns = [path("style-guide/", style_guide, name="style_guide")]
