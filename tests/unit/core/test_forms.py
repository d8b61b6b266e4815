"""Forms say what is wrong and how to put it right, keep what was typed, and work without scripts."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.core.files.uploadedfile import SimpleUploadedFile
from nhsuk_frontend_jinja import __name__ as library

from apps.core.clock import UNKNOWN_TIME, Precision, clinical_day, clinical_instant
from apps.core.errors import Invalid, Stale
from apps.core.forms.base import PlainForm, PlatformForm
from apps.core.forms.fields import (
    ClinicalTimeField,
    DayField,
    InstantField,
    LongTextField,
    TextField,
    YesNoField,
)
from apps.core.forms.files import UploadField, safe_name
from apps.core.forms.look import FieldLook
from tests.support.markup import rendered, skeleton, tree, words


class CaseForm(PlatformForm):
    """A small form with a question that reveals another."""

    title = TextField(label="Title", max_length=20, help_text="Short.")
    account = LongTextField(label="Account", max_length=30, required=False)
    act = YesNoField(label="Act?")
    lead = TextField(label="Lead", required=False)
    kinds = forms.MultipleChoiceField(
        label="Kinds", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False
    )
    looks = {"act": FieldLook(reveals={"yes": ("lead",)}), "title": FieldLook(width=20)}
    needed_when_revealed = frozenset({"lead"})


GOOD = {"title": "Nodule", "act": "no"}


def errors(form: forms.Form, name: str) -> list[str]:
    """Messages of a field."""
    return [str(message) for message in form.errors.get(name, [])]


def test_a_good_form_is_taken() -> None:
    form = CaseForm({**GOOD, "title": " Nodule\x00 "})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["title"] == "Nodule"
    assert form.cleaned_data["act"] is False


def test_messages_name_their_field() -> None:
    form = CaseForm({})
    assert errors(form, "title") == ["Fill in “Title”"]
    assert errors(form, "act") == ["Choose an answer for “Act?”"]


def test_too_long_says_how_much() -> None:
    assert errors(CaseForm({**GOOD, "title": "x" * 21}), "title") == [
        "Shorten this to 20 characters or fewer. It has 21."
    ]


def test_line_ends_count_once_and_emoji_count_once() -> None:
    assert CaseForm({**GOOD, "account": "a\r\n" * 15}).is_valid()
    assert CaseForm({**GOOD, "account": "🩻" * 30}).is_valid()


def test_a_revealed_question_must_be_answered_only_with_its_choice() -> None:
    assert errors(CaseForm({**GOOD, "act": "yes"}), "lead") == ["Fill in “Lead”"]
    assert CaseForm({**GOOD, "act": "yes", "lead": "Dr A"}).is_valid()
    assert CaseForm(GOOD).is_valid()


def test_an_answer_without_its_choice_is_not_dropped_silently() -> None:
    [message] = errors(CaseForm({**GOOD, "lead": "Dr A"}), "lead")
    assert message == "You filled in “Lead”, but your choice for “Act?” does not ask for it."


def test_the_list_of_problems_links_to_first_controls() -> None:
    page = tree(str(CaseForm({"title": "x" * 21}).error_summary()))
    assert page.xpath("//li/a/@href") == ["#id_title", "#id_act_0"]
    assert page.xpath("//li/a/text()")[0] == "Title: Shorten this to 20 characters or fewer. It has 21."
    assert CaseForm().error_summary() == ""


def test_a_refusal_of_the_domain_is_shown_at_its_field_or_at_the_top() -> None:
    form = CaseForm(GOOD)
    form.refuse(Invalid("invalid", "Check these.", {"title": "Names a person.", "other": "Not one of ours."}))
    form.refuse(Stale("stale", "Changed by Dr B at 10:42."))
    assert errors(form, "title") == ["Names a person."]
    assert [str(text) for text in form.non_field_errors()] == [
        "Not one of ours.",
        "Changed by Dr B at 10:42.",
    ]


def test_a_form_has_a_key_that_survives_being_sent_back() -> None:
    key = "3f2b8c1e-9a55-4c1e-8f0a-111111111111"
    form = CaseForm({**GOOD, "title": "", "submission_key": key})
    assert tree(str(form)).xpath("//input[@name='submission_key']/@value") == [key]
    assert str(form.fields["submission_key"].clean(key)) == key
    damaged = CaseForm({**GOOD, "submission_key": "not a key"})
    assert damaged.is_valid()
    assert damaged.cleaned_data["submission_key"]
    assert "submission_key" not in PlainForm().fields


def test_labels_hints_and_errors_are_tied_to_their_control() -> None:
    page = tree(str(CaseForm({**GOOD, "title": ""})))
    [control] = page.xpath("//input[@name='title']")
    assert control.get("aria-describedby") == "id_title_helptext id_title_error"
    assert control.get("aria-invalid") == "true"
    assert page.xpath("//label[@for='id_title']")
    assert words(page.xpath("string(//*[@id='id_title_error'])")) == "Error: Fill in “Title”"
    [message] = page.xpath("//*[@id='id_title_helptext']/text()")
    assert message == "Short."


def test_a_revealed_question_stands_inside_its_choice_and_once() -> None:
    page = tree(str(CaseForm()))
    [part] = page.xpath("//div[@id='conditional-id_act-lead']")
    assert part.xpath(".//input/@name") == ["lead"]
    assert len(page.xpath("//input[@name='lead']")) == 1
    assert "nhsuk-radios__conditional--hidden" in part.get("class")
    chosen = tree(str(CaseForm({"act": "yes"}))).xpath("//div[@id='conditional-id_act-lead']/@class")
    assert "hidden" not in chosen[0]


class EscalationForm(PlainForm):
    """Two choices ask for the same; a box asks for something too; so does one of several boxes."""

    act = forms.ChoiceField(
        label="Act?", choices=[("yes", "Yes"), ("unsure", "Don't know"), ("no", "No")], widget=forms.RadioSelect
    )
    lead = TextField(label="Lead", required=False)
    urgent = forms.BooleanField(label="Urgent", required=False)
    phone = TextField(label="Phone", required=False)
    ways = forms.MultipleChoiceField(
        label="Ways",
        choices=[("post", "Post"), ("other", "Other")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    other = TextField(label="Other way", required=False)
    looks = {
        "act": FieldLook(reveals={"yes": ("lead",), "unsure": ("lead",)}),
        "urgent": FieldLook(reveals={"true": ("phone",)}),
        "ways": FieldLook(reveals={"other": ("other",)}),
    }
    needed_when_revealed = frozenset({"lead", "phone", "other"})


def test_two_choices_may_ask_for_the_same() -> None:
    page = tree(str(EscalationForm({"act": "unsure"})))
    [part] = page.xpath("//div[@id='conditional-id_act-lead']")
    assert "hidden" not in part.get("class")
    assert page.xpath("//input[@data-reveals='conditional-id_act-lead']/@value") == ["yes", "unsure"]
    assert len(page.xpath("//input[@name='lead']")) == 1
    for choice in ("yes", "unsure"):
        assert errors(EscalationForm({"act": choice}), "lead") == ["Fill in “Lead”"]
    assert EscalationForm({"act": "no"}).is_valid()


def test_boxes_ask_too() -> None:
    form = EscalationForm({"act": "no", "urgent": "on", "ways": ["other"]})
    assert errors(form, "phone") == ["Fill in “Phone”"]
    assert errors(form, "other") == ["Fill in “Other way”"]
    assert errors(EscalationForm({"act": "no", "phone": "1"}), "phone")
    page = tree(str(form))
    for part in page.xpath("//div[contains(@class, 'checkboxes__conditional')]"):
        assert "hidden" not in part.get("class")


def test_optional_questions_say_so() -> None:
    text = words(str(CaseForm()))
    assert "Account (optional)" in text
    assert "Title (optional)" not in text
    assert "Lead (optional)" not in text


def test_what_was_typed_is_escaped_and_kept() -> None:
    typed = '"><script>{{ 7*7 }}</script>'
    page = tree(str(CaseForm({"title": typed, "account": typed})))
    assert page.xpath("//input[@name='title']/@value") == [typed]
    assert page.xpath("string(//textarea)").strip() == typed
    assert not page.xpath("//script")


def test_the_admin_keeps_its_own_controls() -> None:
    form_class = type("AdminForm", (forms.Form,), {"when": forms.SplitDateTimeField(widget=AdminSplitDateTime)})
    assert "vDateField" in str(form_class()["when"])


# --- Dates and times -----------------------------------------------------------------------------


def day(*parts: str, **options: Any) -> date | None:
    """The date of three boxes."""
    return DayField(**options).clean(list(parts))


def refusal(field: forms.Field, value: Any) -> str:
    """Message with which a field refuses."""
    with pytest.raises(forms.ValidationError) as caught:
        field.clean(value)
    return " ".join(caught.value.messages)


def test_a_day_is_read() -> None:
    assert day("29", "2", "2024") == date(2024, 2, 29)
    assert day(" 3 ", "mar", "2026") == date(2026, 3, 3)
    assert day("3", "March", "2026") == date(2026, 3, 3)
    assert day("", "", "", required=False) is None


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (["29", "2", "2025"], "There is no 29 February in 2025"),
        (["31", "4", "2026"], "The day must be between 1 and 30, since April 2026 has 30 days"),
        (["0", "4", "2026"], "The day must be between 1 and 30, since April 2026 has 30 days"),
        (["1", "13", "2026"], "The month must be between 1 and 12"),
        (["1", "1", "26"], "The year must have 4 numbers, for example 2026"),
        (["1", "1", "0026"], "The year must be between 1900 and 2200"),
        (["1", "", "2026"], "The date must include a month"),
        (["", "", "2026"], "The date must include a day and a month"),
        (["one", "1", "2026"], "The date must be made of numbers, for example 27 3 2026"),
        (["²", "1", "2026"], "The date must be made of numbers, for example 27 3 2026"),
        (["-1", "1", "2026"], "The date must be made of numbers, for example 27 3 2026"),
        (["99999999999999999999", "1", "2026"], "The date must be made of numbers, for example 27 3 2026"),
    ],
)
def test_an_impossible_day_says_why(parts: list[str], said: str) -> None:
    assert refusal(DayField(), parts) == said


def test_a_day_on_the_wrong_side_of_today_is_refused() -> None:
    assert refusal(DayField(future=False), ["1", "1", "2199"]) == "The date must be today or in the past"
    assert refusal(DayField(past=False), ["1", "1", "2020"]) == "The date must be today or in the future"


MOMENT = ["3", "3", "2026", "", "", ""]


@pytest.mark.parametrize("said", ["14:05", "1405", "2.05pm", "2:05 pm", "14.05", "2:05 P.M."])
def test_a_time_is_read_as_people_write_it(said: str) -> None:
    given = ClinicalTimeField().clean([*MOMENT[:3], said, "", ""])
    assert given == clinical_instant(datetime(2026, 3, 3, 14, 5, tzinfo=UTC), source="typed")


def test_how_exactly_it_is_known_is_kept() -> None:
    field = ClinicalTimeField()
    assert field.clean(MOMENT) == clinical_day(date(2026, 3, 3), source="typed")
    assert field.clean(["", "", "", "", "on", ""]) == UNKNOWN_TIME
    assert ClinicalTimeField(required=False).clean(["", "", "", "", "", ""]) is None
    assert field.clean(["3", "7", "2026", "14:05", "", ""]).at == datetime(2026, 7, 3, 13, 5, tzinfo=UTC)


def test_the_doubled_hour_is_asked_about() -> None:
    parts = ["26", "10", "2025", "1:30", "", ""]
    assert refusal(ClinicalTimeField(), parts) == (
        "On 26 October 2025 the clocks went back, so 01:30 happened twice. Choose which one."
    )
    first = ClinicalTimeField().clean([*parts[:5], "first"])
    second = ClinicalTimeField().clean([*parts[:5], "second"])
    assert (second.at - first.at).total_seconds() == 3600
    assert first.precision is Precision.INSTANT


def test_the_question_which_one_is_drawn_only_for_a_time_that_happened_twice() -> None:
    class Form(PlatformForm):
        """One time."""

        when = ClinicalTimeField(label="When")

    def sent(said: str) -> Any:
        return tree(str(Form({"when_day": "26", "when_month": "10", "when_year": "2025", "when_time": said})))

    assert sent("1:30").xpath("//input[@name='when_which']/@value") == ["first", "second"]
    assert sent("3:30").xpath("//input[@name='when_which']") == []
    kept = tree(str(Form(initial={"when": clinical_instant(datetime(2025, 10, 26, 1, 30, tzinfo=UTC))})))
    assert kept.xpath("//input[@name='when_which'][@checked]/@value") == ["second"]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (
            ["29", "3", "2026", "1:30", "", ""],
            "On 29 March 2026 the clocks went forward, so there was no 01:30. Check the time.",
        ),
        (["3", "3", "2026", "25:00", "", ""], "The time must be like 14:05 or 2:05pm"),
        (["3", "3", "2026", "13pm", "", ""], "The time must be like 14:05 or 2:05pm"),
        (["3", "3", "2026", "9", "", ""], "The time must be like 14:05 or 2:05pm"),
        (["", "", "", "14:05", "", ""], "The date must include a day and a month and a year"),
        (["3", "3", "2026", "", "on", ""], "Give the date, or say that it is not known, but not both"),
        (["1", "1", "2199", "1:30", "", ""], "The date must be today or in the past"),
    ],
)
def test_an_impossible_time_says_why(parts: list[str], said: str) -> None:
    assert refusal(ClinicalTimeField(), parts) == said


def test_a_meeting_needs_its_time() -> None:
    assert InstantField().clean(["3", "7", "2030", "12:30", "", ""]) == datetime(2030, 7, 3, 11, 30, tzinfo=UTC)
    assert refusal(InstantField(), ["3", "7", "2030", "", "", ""]) == "Give the time as well, for example 14:05"


# --- Files ---------------------------------------------------------------------------------------

PDF = b"%PDF-1.7\n..."


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    """A file as it comes from a browser."""
    return SimpleUploadedFile(name, content)


def test_a_file_is_what_its_content_says() -> None:
    assert UploadField().clean(upload("a.pdf", PDF)).kind == "pdf"
    assert UploadField(kinds=("dicom",)).clean(upload("a.dcm", bytes(128) + b"DICM")).kind == "dicom"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.pdf", b"MZ\x90", "The file is named like a PDF but its content is something else."),
        ("a.png", PDF, "The file is named like a PNG but its content is something else."),
        ("a.exe", b"MZ\x90", "Choose a file of one of these kinds: PDF, PNG, JPEG."),
        ("a.pdf", b"", "The file is empty. Choose another."),
    ],
)
def test_a_renamed_or_empty_file_is_refused(name: str, content: bytes, said: str) -> None:
    assert refusal(UploadField(), upload(name, content)) == said


def test_a_file_beyond_the_limit_says_both_sizes() -> None:
    assert refusal(UploadField(limit=10), upload("a.pdf", PDF + bytes(2048))) == (
        "The file is 2 KB. The largest that can be sent is 10 bytes."
    )


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\scan 1.pdf", "scan_1.pdf"),
        ("...", "file"),
        ("a\u202efdp.exe", "afdp.exe"),
    ],
)
def test_a_file_name_is_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe
    assert len(safe_name("x" * 500 + ".pdf")) <= 150


# --- The same markup as the design system ----------------------------------------------------------


def library_markup(component: str, macro: str, params: dict[str, Any]) -> str:
    """What the design system's own template draws."""
    assert library
    return rendered(
        f'{{% from "nhsuk/components/{component}/macro.jinja" import {macro} %}}{{{{ {macro}(params) }}}}',
        params=params,
    )


class ParityForm(PlainForm):
    """One field of each kind that the design system has."""

    line = forms.CharField(label="L", help_text="H")
    pick = forms.ChoiceField(label="L", choices=[("a", "A")])
    one = forms.ChoiceField(label="L", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(label="L", choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)
    day = DayField(label="L")
    looks = {"line": FieldLook(width=10)}


LABEL = {"text": "L", "classes": "nhsuk-label--s"}
LEGEND = {"legend": {"text": "L", "classes": "nhsuk-fieldset__legend--s"}}
BOXES = [{"name": "day"}, {"name": "month"}, {"name": "year", "width": 4}]
PARITY: list[tuple[str, str, str, dict[str, Any]]] = [
    ("line", "input", "input", {"label": LABEL, "hint": {"text": "H"}, "width": 10}),
    ("pick", "select", "select", {"label": LABEL, "items": [{"value": "a", "text": "A"}]}),
    (
        "one",
        "radios",
        "radios",
        {"fieldset": LEGEND, "items": [{"value": "a", "text": "A"}, {"value": "b", "text": "B"}]},
    ),
    ("many", "checkboxes", "checkboxes", {"fieldset": LEGEND, "items": [{"value": "a", "text": "A"}]}),
    ("day", "date-input", "dateInput", {"id": "d", "fieldset": LEGEND, "items": BOXES}),
]


@pytest.mark.parametrize(("name", "component", "macro", "params"), PARITY)
def test_fields_have_the_design_systems_markup(name: str, component: str, macro: str, params: dict[str, Any]) -> None:
    ours = str(ParityForm()[name].as_field_group())
    assert skeleton(ours) == skeleton(library_markup(component, macro, {"name": name, "id": name, **params}))


def test_the_error_summary_has_the_design_systems_markup() -> None:
    form = CaseForm({**GOOD, "title": ""})
    theirs = library_markup(
        "error-summary",
        "errorSummary",
        {"heading": "There is a problem", "errorList": [{"text": "x", "href": "#y"}]},
    )
    assert skeleton(str(form.error_summary())) == skeleton(theirs)


class QuestionForm(PlainForm):
    """A form that asks one question and has one plain field."""

    what = forms.CharField(label="What was it?", error_messages={"required": "Choose what it was."})
    when = forms.CharField(label="When", error_messages={"required": "Say the day."})


def test_a_problem_is_named_by_its_field_without_two_marks_in_a_row() -> None:
    assert [one["text"] for one in QuestionForm({}).problems()] == [
        "What was it? Choose what it was.",
        "When: Say the day.",
    ]
