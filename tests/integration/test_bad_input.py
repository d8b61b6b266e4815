"""Bad input on every form of every page: never a fault, and what was typed is still there."""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from lxml import html as lxml_html

from apps.access.roles import Role
from apps.core.actor import acting_as, command_actor
from apps.core.forms.text import UnsafeText, normalise
from tests.factories import accounts
from tests.support.addressing import values_for, with_notification
from tests.support.furnished import furnish
from tests.support.inventory import addresses
from tests.support.worlds import world

pytestmark = pytest.mark.django_db

TEXT_TYPES = ("text", "search", "email", "url", "tel", "number", None)
DATE_PARTS = ("day", "month", "year", "time")


@dataclass
class Form:
    """A form as a page offers it."""

    page: str
    action: str
    method: str
    kept: list[tuple[str, str]] = field(default_factory=list)  # what goes along untouched
    texts: list[str] = field(default_factory=list)  # what people type
    dates: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)  # lists, radios, boxes and hidden keys

    @property
    def name(self) -> str:
        """The page and where it goes."""
        return f"{self.page} -> {self.action}"


def forms_on(page: str, markup: str) -> Iterator[Form]:
    """The forms of a page's main part."""
    for element in lxml_html.fromstring(markup).xpath("//main//form"):
        made = Form(page, element.get("action") or page, (element.get("method") or "get").lower())
        for control in element.xpath(".//input | .//textarea | .//select"):
            _sort(made, control)
        yield made


def _sort(made: Form, control: Any) -> None:
    name, kind = control.get("name"), control.get("type")
    if not name or kind in ("submit", "password", "file"):
        return
    if control.tag == "textarea" or (control.tag == "input" and kind in TEXT_TYPES):
        (made.dates if name.rpartition("_")[2] in DATE_PARTS else made.texts).append(name)
    elif control.tag == "select":
        options = [one.get("value") or "" for one in control.xpath(".//option")]
        made.kept.append((name, next((one for one in options if one), "")))
        made.chosen.append(name)
    elif kind in ("radio", "checkbox"):
        if name not in made.chosen:
            made.kept.append((name, control.get("value") or "on"))
            made.chosen.append(name)
    else:
        made.kept.append((name, control.get("value") or ""))
        if name != "csrfmiddlewaretoken":
            made.chosen.append(name)


Bad = Callable[[Form], list[tuple[str, str]]]


def typing(text: Callable[[str], str], date: tuple[str, str, str, str] = ("", "", "", "")) -> Bad:
    """Types that into each text, and these parts into each date."""
    parts = dict(zip(DATE_PARTS, date, strict=True))

    def fill(form: Form) -> list[tuple[str, str]]:
        dates = [(name, parts[name.rpartition("_")[2]]) for name in form.dates]
        return [*form.kept, *((name, text(name)) for name in form.texts), *dates]

    return fill


def tampered(value: str) -> Bad:
    """What no page would send: other values in lists, keys and hidden fields."""

    def fill(form: Form) -> list[tuple[str, str]]:
        kept = [(name, value if name in form.chosen else given) for name, given in form.kept]
        return [*kept, *((name, f"kept {name}") for name in form.texts)]

    return fill


# Forms that are taken and answered with a page instead of a redirect: identifiers shown once, a link sent.
ANSWERED_ON_THE_SAME_PAGE = ("/patient/", "/account/forgotten/")

BAD: dict[str, Bad] = {
    "empty": typing(lambda name: ""),
    "blank": typing(lambda name: " \u200b\u00a0 ", (" ", " ", " ", " ")),
    "over-long": typing(lambda name: f"{'overlong ' * 2500}{name}", ("9" * 50, "9" * 50, "9" * 50, "9" * 50)),
    "control characters": typing(lambda name: f"be\x00fore\x07 \x1b[31m {name}", ("\x00", "1", "2026", "")),
    "emoji": typing(lambda name: f"🫁 👩🏽‍⚕️ {name}", ("１", "１", "２０２６", "²")),
    "right to left": typing(lambda name: f"שלום مرحبا {name}", ("٣", "٢", "٢٠٢٦", "")),
    "turned round": typing(lambda name: f"\u202etxet {name}"),
    "markup": typing(lambda name: f"<script>alert(1)</script><b onload=x>&amp;' \" {name}"),
    "template": typing(lambda name: f"{{{{ 7*7 }}}}{{% raw %}}${{7*7}} {name}"),
    "29 February": typing(lambda name: f"leap {name}", ("29", "2", "2027", "12:00")),
    "the future": typing(lambda name: f"future {name}", ("1", "1", "2199", "12:00")),
    "no such time": typing(lambda name: f"skipped {name}", ("29", "3", "2026", "01:30")),
    "twice that hour": typing(lambda name: f"doubled {name}", ("26", "10", "2025", "01:30")),
    "no date at all": typing(lambda name: f"none {name}", ("x", "y", "z", "25:99")),
    "numbers": typing(lambda name: "-1"),
    "huge numbers": typing(lambda name: "9" * 40),
    "wrong NHS number": typing(lambda name: "999 000 0035"),
    "tampered choices": tampered("no-such-choice"),
    "tampered keys": tampered("3f2b8c1e-5d4a-4b7e-9c1d-0a1b2c3d4e5f"),
    "emptied choices": tampered(""),
    "NUL in keys": tampered("a\x00b"),
}


@pytest.fixture
def forms(client: Client) -> list[Form]:
    """Every form that somebody with every role meets, and those of the door."""
    built = world()
    with acting_as(command_actor("test")):
        here = with_notification(furnish(built, built.north))
        everything = accounts.member(built.north, *Role)
    found: dict[str, Form] = {}
    for path in ("/sign-in/", "/account/forgotten/", "/verify/", "/style-guide/"):
        found.update({one.name: one for one in forms_on(path, client.get(path).content.decode())})
    for person in (here.person, everything):
        client.force_login(person)
        for address in addresses():
            if not hasattr(address.view_class, "admit") or "GET" not in address.methods() or address.is_api:
                continue
            path = address.filled(values_for(address, here))
            answer = client.get(path)
            if answer.status_code == 200 and answer["Content-Type"].startswith("text/html") and not answer.streaming:
                found.update({one.name: one for one in forms_on(path, answer.content.decode())})
    return list(found.values())


def send(client: Client, form: Form, data: list[tuple[str, str]]) -> Any:
    """Send it and undo whatever it did, so that the next form finds the same world."""
    path = form.action.split("?")[0] if form.method == "get" else form.action
    with transaction.atomic():
        if form.method == "get":
            answer = client.get(f"{path}?{urlencode(data)}")
        else:
            answer = client.post(path, urlencode(data), content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    return answer


def still_there(answer: Any, data: list[tuple[str, str]], form: Form) -> list[str]:
    """The texts that were typed and are not on the page that came back."""
    # A browser shows a control character as a blank; the parser would stop at it.
    markup = "".join(one for one in answer.content.decode() if one == "\n" or unicodedata.category(one) != "Cc")
    tree = lxml_html.fromstring(markup or "<p></p>")
    shown = " ".join([tree.text_content(), *tree.xpath("//input/@value")])
    folded = squeezed(shown)
    return [name for name, text in data if name in form.texts and squeezed(readable(text)) not in folded]


def readable(text: str) -> str:
    """What a text field keeps of it; a text that is refused whole is shown as it was."""
    try:
        return normalise(text)
    except UnsafeText:
        return text


def squeezed(text: str) -> str:
    """Without spaces and invisible signs, which pages may set otherwise."""
    return "".join(one for one in text if unicodedata.category(one) not in ("Cc", "Cf", "Zs", "Zl", "Zp"))


def is_refused(answer: Any, form: Form, kind: str) -> bool:
    """Whether the page that came back has to show again what was typed."""
    by_hand = kind not in ("tampered choices", "tampered keys", "NUL in keys")
    taken = answer.status_code in (301, 302, 303, 403) or form.action.endswith(ANSWERED_ON_THE_SAME_PAGE)
    return by_hand and form.method == "post" and not taken


def test_no_form_ever_fails_and_none_loses_what_was_typed(forms: list[Form], client: Client) -> None:
    assert len([one for one in forms if one.method == "post"]) >= 40
    faults, lost = [], []
    client.raise_request_exception = False
    for form in forms:
        for kind, bad in BAD.items():
            data = bad(form)
            answer = send(client, form, data)
            if answer.status_code >= 500:
                faults.append((kind, form.name, answer.status_code))
            elif is_refused(answer, form, kind):
                gone = still_there(answer, data, form)
                if gone:
                    lost.append((kind, form.name, answer.status_code, gone))

    assert faults == []
    assert lost == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("large.pdf", b"%PDF-1.7\n" + b"0" * (60 * 1024 * 1024)),
        ("renamed.pdf", b"MZ\x90\x00 this is a program"),
        ("empty.pdf", b""),
        ("../../etc/passwd\x00.pdf", b"%PDF-1.7\n"),
        ("name " + "x" * 400 + ".pdf", b"%PDF-1.7\n"),
    ],
    ids=["60 MB", "renamed", "empty", "path in the name", "long name"],
)
@pytest.mark.parametrize("path", ["/verify/", "/style-guide/"])
def test_an_upload_is_taken_or_refused_in_words(client: Client, path: str, name: str, content: bytes) -> None:
    page = lxml_html.fromstring(client.get(path).content.decode())
    field_name = page.xpath("//main//input[@type='file']/@name")[0]

    answer = client.post(path, {field_name: SimpleUploadedFile(name, content), "title": "kept title"})

    assert answer.status_code in (200, 400, 413)
    text = lxml_html.fromstring(answer.content.decode()).text_content()
    assert "went wrong" not in text
