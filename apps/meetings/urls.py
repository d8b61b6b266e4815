"""Web addresses of meetings."""

from django.urls import path

from apps.meetings.views import (
    accessions,
    agenda,
    cancelling,
    choosing,
    coding_counts,
    involved,
    lists,
    planning,
    presenting,
    readers,
    recording,
)

app_name = "meetings"

urlpatterns = [
    path("", lists.MeetingList.as_view(), name="list"),
    path("plan/", planning.PlanMeeting.as_view(), name="plan"),
    path("type-in/", planning.TypeInMeeting.as_view(), name="type-in"),
    path("settings/", planning.SeriesSettings.as_view(), name="series"),
    path("codings/", coding_counts.CodingCountsPage.as_view(), name="codings"),
    path("for-case/<uuid:case_id>/", choosing.MeetingForCase.as_view(), name="for-case"),
    path("involved/", involved.OwnInvolvements.as_view(), name="involved-list"),
    path("involved/<uuid:involved_id>/", involved.OwnInvolvement.as_view(), name="involved"),
    path("involved/<uuid:involved_id>/read/", involved.ReadNotice.as_view(), name="involved-read"),
    path("involved/<uuid:involved_id>/answer/", involved.Answer.as_view(), name="involved-answer"),
    path("involved/<uuid:involved_id>/statement/", involved.Say.as_view(), name="involved-statement"),
    path("involved/<uuid:involved_id>/correction/", involved.ProposeCorrection.as_view(), name="involved-correction"),
    path("involved/<uuid:involved_id>/outcome/", involved.ReadOutcome.as_view(), name="involved-outcome"),
    path("<uuid:meeting_id>/", lists.MeetingDetail.as_view(), name="detail"),
    path("<uuid:meeting_id>/change/", planning.ChangeMeeting.as_view(), name="change"),
    path("<uuid:meeting_id>/move/", planning.MoveMeeting.as_view(), name="move"),
    path("<uuid:meeting_id>/cancel/", cancelling.CancelMeeting.as_view(), name="cancel"),
    path("<uuid:meeting_id>/ask-to-cancel/", cancelling.AskToCancel.as_view(), name="ask-to-cancel"),
    path("<uuid:meeting_id>/lock/", agenda.LockAgenda.as_view(), name="lock"),
    path("<uuid:meeting_id>/reopen/", agenda.ReopenAgenda.as_view(), name="reopen"),
    path("<uuid:meeting_id>/cases/add/", agenda.AddCase.as_view(), name="add-case"),
    path("<uuid:meeting_id>/cases/<uuid:item_id>/move/", agenda.MoveLine.as_view(), name="move-line"),
    path("<uuid:meeting_id>/cases/<uuid:item_id>/", agenda.ChangeLine.as_view(), name="change-line"),
    path("<uuid:meeting_id>/cases/<uuid:item_id>/remove/", agenda.RemoveLine.as_view(), name="remove-line"),
    path("<uuid:meeting_id>/cases/<uuid:item_id>/outcome/", recording.RecordOutcome.as_view(), name="record-outcome"),
    path(
        "<uuid:meeting_id>/cases/<uuid:item_id>/outcome/amend/",
        recording.AmendOutcome.as_view(),
        name="amend-outcome",
    ),
    path("<uuid:meeting_id>/cases/<uuid:item_id>/readers/", readers.ReadersOfLine.as_view(), name="readers"),
    path("<uuid:meeting_id>/cases/<uuid:item_id>/readers/tell/", readers.TellReaders.as_view(), name="tell-readers"),
    path(
        "<uuid:meeting_id>/cases/<uuid:item_id>/readers/<uuid:involved_id>/waive/",
        readers.WaiveReader.as_view(),
        name="waive-reader",
    ),
    path(
        "<uuid:meeting_id>/cases/<uuid:item_id>/corrections/<uuid:correction_id>/",
        readers.DecideCorrection.as_view(),
        name="decide-correction",
    ),
    path("<uuid:meeting_id>/present/<int:number>/why/", presenting.ShowAllTheSame.as_view(), name="present-why"),
    path("<uuid:meeting_id>/attendance/", recording.RecordAttendance.as_view(), name="attendance"),
    path("<uuid:meeting_id>/not-held/", recording.TakeBack.as_view(), name="take-back"),
    path("<uuid:meeting_id>/accessions/", accessions.AgendaAccessions.as_view(), name="accessions"),
    path("<uuid:meeting_id>/present/", presenting.Present.as_view(), name="present"),
    path("<uuid:meeting_id>/present/<int:number>/", presenting.PresentCase.as_view(), name="present-case"),
    path("<uuid:meeting_id>/present/<int:number>/reveal/", presenting.PresentReveal.as_view(), name="present-reveal"),
    path(
        "<uuid:meeting_id>/present/<int:number>/images/<int:place>/",
        presenting.PresentImage.as_view(),
        name="present-image",
    ),
    path(
        "<uuid:meeting_id>/present/<int:number>/reveal/images/<int:place>/",
        presenting.PresentRevealImage.as_view(),
        name="present-reveal-image",
    ),
]
