"""The files of a case in words: what each is, whether the room may see it, what the search saw."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.cases.domain.checking_images import box_of
from apps.cases.enums import AttachmentKind, SearchState, ShownWith
from apps.cases.models import CaseAttachment
from apps.core.presenting import file_size, moment_words
from apps.disclosure.domain.images import Rectangle
from apps.disclosure.enums import ScreenKind

MOST_BOXES = 50


def standing(one: CaseAttachment) -> dict[str, str]:
    """Whether the room may see it, as a tag."""
    if one.kind == AttachmentKind.PDF:
        return {"text": _("For the case only"), "tone": "plain"}
    if one.is_confirmed:
        return {"text": _("Confirmed clean"), "tone": "done"}
    if one.search == SearchState.WAITING:
        return {"text": _("Being searched for text"), "tone": "working"}
    return {"text": _("Not confirmed"), "tone": "waiting"}


def kind_words(one: CaseAttachment) -> str:
    """ "Image, 1,200 by 900 pixels, 312 KB"."""
    if one.kind == AttachmentKind.PDF:
        pages = ngettext("%(n)d page", "%(n)d pages", one.pages) % {"n": one.pages}
        return _("PDF, %(pages)s, %(size)s") % {"pages": pages, "size": file_size(one.size)}
    return _("Image, %(width)s by %(height)s pixels, %(size)s") % {
        "width": f"{one.width:,}",
        "height": f"{one.height:,}",
        "size": file_size(one.size),
    }


def shown_words(one: CaseAttachment) -> str:
    """When the room sees it; empty when it does not."""
    shown = getattr(one, "shown", None)
    return str(ShownWith(shown.shown_with).label) if shown is not None else ""


def file_rows(files: list[CaseAttachment]) -> list[dict[str, Any]]:
    """The list."""
    return [
        {
            "name": one.name,
            "href": one.get_absolute_url(),
            "what": kind_words(one),
            "status": standing(one),
            "shown": shown_words(one),
        }
        for one in files
    ]


def facts(one: CaseAttachment) -> list[dict[str, str]]:
    """What is known of the file, as rows of a summary."""
    rows = [
        {"key": _("What it is"), "value": kind_words(one)},
        {"key": _("Added"), "value": moment_words(one.added_at)},
    ]
    if one.kind == AttachmentKind.IMAGE:
        rows.append({"key": _("Text in the image"), "value": search_words(one)})
        rows.append({"key": _("Confirmed clean"), "value": confirmed_words(one)})
        rows.append({"key": _("In the room"), "value": shown_words(one) or _("Not shown")})
    return rows


def search_words(one: CaseAttachment) -> str:
    """What the search for burned-in text came to."""
    if one.search == SearchState.WAITING:
        return _("The search has not finished. Open this page again in a minute.")
    if one.search == SearchState.UNSEARCHED:
        return _("Not searched for text: the program for it is not installed here, or it failed. Look closely.")
    marked = sum(bool(box["kinds"]) for box in one.found)
    if not one.found:
        return _("The search saw none. It misses handwriting, faint and turned letters: look yourself.")
    lines = ngettext("%(n)d line of text", "%(n)d lines of text", len(one.found)) % {"n": len(one.found)}
    if not marked:
        return _("%(lines)s, none that looks like an identifier. Look yourself.") % {"lines": lines}
    return _("%(lines)s, %(marked)d of which may identify somebody") % {"lines": lines, "marked": marked}


def confirmed_words(one: CaseAttachment) -> str:
    """Who confirmed it, and when."""
    if not one.is_confirmed or one.confirmed_by is None or one.confirmed_at is None:
        return _("By nobody yet")
    words = _("%(name)s, %(at)s") % {"name": one.confirmed_by.full_name, "at": moment_words(one.confirmed_at)}
    return f"{words}. {one.confirmed_note}" if one.confirmed_note else words


def numbered_boxes(one: CaseAttachment) -> list[tuple[str, Rectangle]]:
    """The boxes with the numbers that stand in the picture and on the form."""
    return [(str(n), box_of(box)) for n, box in enumerate(one.found[:MOST_BOXES], start=1)]


def box_choices(one: CaseAttachment) -> list[tuple[str, str]]:
    """Each box as a choice, with what it may hold."""
    found = []
    for n, box in enumerate(one.found[:MOST_BOXES]):
        kinds = ", ".join(str(ScreenKind(kind).label) for kind in box["kinds"]) or _("text")
        found.append((str(n), _("Box %(n)d: %(kinds)s") % {"n": n + 1, "kinds": kinds}))
    return found


def marked_boxes(one: CaseAttachment) -> list[str]:
    """The boxes that may identify somebody: ticked from the start."""
    return [str(n) for n, box in enumerate(one.found[:MOST_BOXES]) if box["kinds"]]


def addresses(one: CaseAttachment) -> dict[str, str]:
    """The pages of one file."""
    names = ("content", "picture", "confirm", "withdraw", "mask", "show", "hide", "rename", "remove")
    keys = [one.case_id, one.pk]
    return {name: reverse(f"cases:file-{name}", args=keys) for name in names}
