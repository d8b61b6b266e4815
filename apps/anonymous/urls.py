"""Addresses of the anonymous pages, all under one start (core.unobserved), and of the signed-in page of claims."""

from django.urls import path

from apps.anonymous.views import claiming, sending, thread

app_name = "anonymous"

urlpatterns = [
    path("anonymous/", sending.ChooseDepartment.as_view(), name="choose"),
    path("anonymous/thread/", thread.Thread.as_view(), name="thread"),
    path("anonymous/<str:code>/", sending.SendCase.as_view(), name="send"),
    path("account/contributions/", claiming.Contributions.as_view(), name="contributions"),
]
