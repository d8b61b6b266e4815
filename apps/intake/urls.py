"""Web addresses of the imports of cases."""

from django.urls import path

from apps.intake.views import outcomes, steps

app_name = "intake"

urlpatterns = [
    path("", outcomes.ImportList.as_view(), name="list"),
    path("new/", steps.SendSpreadsheet.as_view(), name="send"),
    path("<uuid:import_id>/", outcomes.ImportDetail.as_view(), name="detail"),
    path("<uuid:import_id>/headings/", steps.ChooseHeadings.as_view(), name="headings"),
    path("<uuid:import_id>/columns/", steps.MatchColumns.as_view(), name="columns"),
    path("<uuid:import_id>/words/", steps.MatchWords.as_view(), name="words"),
    path("<uuid:import_id>/undo/", outcomes.UndoImport.as_view(), name="undo"),
    path("<uuid:import_id>/discard/", outcomes.DiscardImport.as_view(), name="discard"),
    path("<uuid:import_id>/again/", outcomes.TryAgain.as_view(), name="again"),
    path("<uuid:import_id>/faults.csv", outcomes.FaultyRows.as_view(kind="csv"), name="faults-csv"),
    path("<uuid:import_id>/faults.xlsx", outcomes.FaultyRows.as_view(kind="xlsx"), name="faults-xlsx"),
]
