"""The line of a journey as a picture and as a table that says the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from apps.core.clock import LONDON
from apps.core.presenting import clinical_time, short_date
from apps.journeys.domain.clocks import Due
from apps.journeys.domain.journey import DISCOVERY, LATER_IMAGE, Line, Moment, Side, Stretch
from apps.journeys.domain.trust_rules import Held
from apps.journeys.enums import JourneyStage
from apps.journeys.models import StageLimit
from apps.journeys.presenters.clocks import length_words, limit_words

WIDTH = 700
# Narrower than this nobody sees a stretch; where a length is not known the picture gives it this much room.
_NARROWEST, _UNKNOWN = 12.0, 56.0

# The key to the picture: a box, then its words.
_BOX, _LETTER, _GAP = 28.0, 6.4, 16.0

Limits = Mapping[tuple[str, str], Sequence[Held]]


@dataclass(frozen=True)
class LimitMark:
    """Where on the picture a limit ends, and what to call it."""

    due: Due
    words: str


def mark_words(limit: StageLimit) -> str:
    """What stands at the end of a limit."""
    return _("Limit: %(limit)s") % {"limit": limit_words(limit)}


def moment_words(moment: Moment) -> str:
    """What a moment is called."""
    named = {LATER_IMAGE: _("Later image that shows it"), DISCOVERY: _("Discovery")}
    return named.get(moment.key) or str(JourneyStage(moment.key).label)


def stretch_words(stretch: Stretch) -> str:
    """`Examination performed to report verified`, with what happened in between nobody knows when."""
    words = {"start": moment_words(stretch.start), "stop": _small(moment_words(stretch.stop))}
    if not stretch.through:
        return _("%(start)s to %(stop)s") % words
    words["through"] = ", ".join(_small(moment_words(one)) for one in stretch.through)
    return _("%(start)s to %(stop)s (in between, when is not known: %(through)s)") % words


def side_words(stretch: Stretch) -> str:
    """Inside radiology or outside, and whether that is recorded or only usual."""
    said = {
        Side.INSIDE: _("Inside radiology"),
        Side.OUTSIDE: _("Outside radiology"),
        Side.UNKNOWN: _("Not known"),
    }
    if stretch.side is Side.UNKNOWN and len(stretch.roles) > 1:
        return _("Both inside and outside; how long each is not known")
    return _("%(side)s, as is usual") % {"side": said[stretch.side]} if stretch.is_usual else said[stretch.side]


def hands_words(stretch: Stretch) -> str:
    """The recorded roles that had it in hand."""
    return ", ".join(str(role.label) for role in stretch.roles) or _("Nobody is recorded")


def columns() -> list[dict[str, Any]]:
    """The columns of the table."""
    return [
        {"key": "stretch", "text": _("From and to")},
        {"key": "length", "text": _("How long")},
        {"key": "hands", "text": _("In whose hands")},
    ]


def rows(line: Line, limits: Limits) -> list[dict[str, Any]]:
    """One row for each stretch, numbered as in the picture."""
    return [
        {
            "cells": {
                "stretch": f"{number}. {stretch_words(stretch)}",
                "length": f"{length_and_share(stretch)}{_limit_of(stretch, limits)}",
                "hands": f"{hands_words(stretch)}. {side_words(stretch)}.",
            }
        }
        for number, stretch in enumerate(line.stretches, start=1)
    ]


def length_and_share(stretch: Stretch) -> str:
    """How long, and which part of the whole that is; what is not known is said so, and is not nought."""
    if stretch.elapsed is None:
        return _("Not known")
    length = length_words(stretch.elapsed)
    if not stretch.share:
        return length
    share = percent(stretch.share)
    said = f"{share}%" if share else _("less than 1%")
    return _("%(length)s, %(share)s of the whole") % {"length": length, "share": said}


def percent(share: Fraction) -> int:
    """Per cent, rounded half up."""
    return int(share * 100 + Fraction(1, 2))


def summary(line: Line) -> list[str]:
    """What the picture shows, in sentences."""
    if line.whole is None:
        return [_("Fewer than two times of this journey are known, so nothing can be measured.")]
    first, last = _first(line), _last(line)
    said = [
        _("From %(start)s to %(stop)s: %(length)s in all.")
        % {
            "start": _small(moment_words(first)),
            "stop": _small(moment_words(last)),
            "length": _small(length_words(line.whole)),
        }
    ]
    if line.whole.days or line.whole.is_exact:
        shares = {side: percent(line.time_spent(side)) for side in Side}
        said.append(
            _("Inside radiology %(inside)s%%, outside %(outside)s%%, not known %(unknown)s%% of that time.")
            % {"inside": shares[Side.INSIDE], "outside": shares[Side.OUTSIDE], "unknown": shares[Side.UNKNOWN]}
        )
    if line.out_of_order:
        names = ", ".join(_small(moment_words(Moment(key, first.time))) for key in line.out_of_order)
        said.append(_("Out of the usual order: %(steps)s. Check the times.") % {"steps": names})
    return said


def picture(line: Line, marks: Sequence[LimitMark] = (), *, prefix: str = "journey") -> dict[str, Any] | None:
    """The picture to draw; None without a stretch. `prefix` keeps the names inside apart from other pictures'."""
    if not line.stretches:
        return None
    widths = _widths(line)
    drawn, at = [], 0.0
    for number, (stretch, width) in enumerate(zip(line.stretches, widths, strict=True), start=1):
        drawn.append(
            {
                "number": number, "x": _tidy(at), "width": _tidy(width), "middle": _tidy(at + width / 2),
                "look": _look(stretch),
            }
        )  # fmt: skip
        at += width
    return {
        "prefix": prefix,
        "width": WIDTH,
        "title": _("Where the time went"),
        "desc": " ".join([*summary(line), *_spoken(line)]),
        "stretches": drawn,
        "start": _end_words(line.stretches[0].start),
        "stop": _end_words(line.stretches[-1].stop),
        "marks": [mark for one in marks if (mark := _placed(one, line, widths)) is not None],
        "looks": _looks(line),
    }


def _spoken(line: Line) -> list[str]:
    return [
        f"{number}: {stretch_words(stretch)}, "
        f"{_small(length_words(stretch.elapsed)) if stretch.elapsed else _('length not known')}."
        for number, stretch in enumerate(line.stretches, start=1)
    ]


def _look(stretch: Stretch) -> str:
    """How a stretch is drawn: by its side, dotted where the side is not known, hatched where its length is not."""
    if stretch.elapsed is None:
        return "unknown"
    return "unsure" if stretch.side is Side.UNKNOWN else stretch.side.value


def _looks(line: Line) -> list[dict[str, str]]:
    """The key to the picture: only the looks that it has."""
    words = {
        "inside": _("Inside radiology"),
        "outside": _("Outside radiology"),
        "unsure": _("Not known in whose hands"),
        "unknown": _("Length not known; not drawn to scale"),
    }
    used = {_look(one) for one in line.stretches}
    found, at = [], 0.0
    for look, text in words.items():
        if look in used:
            found.append({"look": look, "text": text, "x": _tidy(at), "text_x": _tidy(at + _BOX)})
            at += _BOX + _LETTER * len(text) + _GAP
    return found


def _widths(line: Line) -> list[float]:
    """Widths that fill the picture: by share, but never too narrow to see."""
    unknown = sum(one.share is None for one in line.stretches)
    each = min(_UNKNOWN, WIDTH / max(len(line.stretches), 1))
    room = WIDTH - unknown * each
    shares = [one.share for one in line.stretches]
    if all(share is None for share in shares):
        return [WIDTH / len(shares)] * len(shares)
    wanted = [each if share is None else max(float(share) * room, _NARROWEST) for share in shares]
    known = sum(width for width, share in zip(wanted, shares, strict=True) if share is not None)
    return [width if share is None else width * room / known for width, share in zip(wanted, shares, strict=True)]


def _placed(mark: LimitMark, line: Line, widths: Sequence[float]) -> dict[str, Any] | None:
    """Where a limit ends on the picture; None when that lies outside what is drawn to scale."""
    ends = mark.due.latest or _end_of(mark.due)
    at = 0.0
    for stretch, width in zip(line.stretches, widths, strict=True):
        start, stop = stretch.start.time.at, stretch.stop.time.at
        if stretch.share and ends and start and stop and start <= ends <= stop and stop > start:
            x = at + width * ((ends - start) / (stop - start))
            anchor = "start" if x < WIDTH / 2 else "end"
            return {"x": _tidy(x), "text": mark.words, "anchor": anchor}
        at += width
    return None


def _end_of(due: Due) -> datetime | None:
    if due.day is None:
        return None
    return datetime(due.day.year, due.day.month, due.day.day, tzinfo=LONDON) + timedelta(days=1)


def _limit_of(stretch: Stretch, limits: Limits) -> str:
    held = limits.get((stretch.start.key, stretch.stop.key), ())
    named = [one.limit for one in held if one.limit is not None]
    words = ", ".join(limit_words(limit) for limit in named)
    return ". " + _("Limit: %(limit)s") % {"limit": words} if words else ""


def _end_words(moment: Moment) -> dict[str, str]:
    when = moment.time
    if when.at is None:
        return {"what": moment_words(moment), "when": _("not known")}
    return {"what": moment_words(moment), "when": short_date(when.at), "full": clinical_time(when)}


def _first(line: Line) -> Moment:
    return next(one.start for one in line.stretches if one.elapsed is not None)


def _last(line: Line) -> Moment:
    return [one.stop for one in line.stretches if one.elapsed is not None][-1]


def _small(words: str) -> str:
    """Begin small inside a sentence; abbreviations stay."""
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _tidy(value: float) -> str:
    return f"{value:.1f}"
