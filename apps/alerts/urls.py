"""Web addresses of alerts."""

from django.urls import path

from apps.alerts.views import answering, following, raising, recording, settings

app_name = "alerts"

urlpatterns = [
    path("alerts/", following.AlertList.as_view(), name="list"),
    path("alerts/settings/", settings.AlertSettings.as_view(), name="settings"),
    path("alerts/settings/<uuid:department_id>/", settings.DepartmentSettings.as_view(), name="department"),
    path("alerts/settings/<uuid:department_id>/categories/add/", settings.AddCategory.as_view(), name="category-add"),
    path("alerts/categories/<uuid:category_id>/", settings.ChangeCategory.as_view(), name="category"),
    path("alerts/categories/<uuid:category_id>/retire/", settings.RetireCategory.as_view(), name="category-retire"),
    path("alerts/categories/<uuid:category_id>/rules/add/", settings.AddRule.as_view(), name="rule-add"),
    path("alerts/rules/<uuid:rule_id>/retire/", settings.RetireRule.as_view(), name="rule-retire"),
    path("alerts/raise/<uuid:study_id>/", raising.RaiseAlert.as_view(), name="raise"),
    path("alerts/<uuid:alert_id>/", following.AlertDetail.as_view(), name="detail"),
    path("alerts/<uuid:alert_id>/read/", recording.RecordRead.as_view(), name="read"),
    path("alerts/<uuid:alert_id>/acted/", recording.RecordActed.as_view(), name="acted"),
    path("alerts/<uuid:alert_id>/informed/", recording.RecordInformed.as_view(), name="informed"),
    path("alerts/<uuid:alert_id>/strike/", recording.StrikeAct.as_view(), name="strike"),
    path("alerts/<uuid:alert_id>/call/", recording.RecordCall.as_view(), name="call"),
    path("alerts/<uuid:alert_id>/recipient/", recording.Readdress.as_view(), name="recipient"),
    path("alerts/<uuid:alert_id>/send-again/", recording.SendAgain.as_view(), name="send-again"),
    path("alerts/<uuid:alert_id>/withdraw/", recording.WithdrawAlert.as_view(), name="withdraw"),
    path("alert-link/thank-you/", answering.Answered.as_view(), name="answered"),
    path("alert-link/<str:token>/", answering.AnswerAlert.as_view(), name="answer"),
]
