"""Editions of coding schemes: a trust copies the one in use, changes the draft, and puts it in force from a day."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from apps.access.permissions import Permission as P
from apps.access.policy import may
from apps.access.words import refusal_words
from apps.cases.domain.payloads import clean_words
from apps.cases.enums import TaxonomyPurpose
from apps.cases.models import Taxonomy, TaxonomyTerm
from apps.cases.queries.taxonomies import edition_seen, newest_number, terms_of, trust_to_manage
from apps.core.actor import Actor
from apps.core.clock import today
from apps.core.errors import Forbidden, Invalid, Refused, Stale
from apps.core.presenting import moment_words, short_date
from apps.core.tracking import bulk_create_tracked, change, delete_tracked

LONGEST_TITLE, LONGEST_SOURCE = 200, 4_000
LAST_EDITION = 999


def copy_edition(*, actor: Actor, edition_id: UUID, trust_id: UUID) -> Taxonomy:
    """Begin a new edition of a scheme for a trust: a draft with every term of the one it is copied from.

    A trust has one draft of a scheme at a time; asking again while it is there gives that one. Raises NotVisible,
    Forbidden, Refused for a reference scheme and for an edition of another trust.
    """
    with change(reason="edition copied"):
        source = edition_seen(actor, edition_id).edition
        _refuse_unless_managed(actor, trust_id)
        # One copy of a scheme at a time: the edition that ships is held until the draft is there.
        list(Taxonomy.objects.select_for_update().filter(code=source.code, trust__isnull=True))
        if source.purpose == TaxonomyPurpose.REFERENCE:
            raise Refused("reference_scheme", _("A reference scheme is kept as it was published, so it is not copied."))
        if source.trust_id not in (None, trust_id):
            raise Refused(
                "other_trust", _("This edition is of another trust. Copy one that ships, or one of your own.")
            )
        held = Taxonomy.objects.filter(trust=trust_id, code=source.code, active_from__isnull=True).first()
        if held is not None:
            return held
        number = newest_number(trust_id, source.code) + 1
        if number > LAST_EDITION:
            raise Refused("too_many_editions", _("This scheme has too many editions already."))
        draft = Taxonomy.objects.create(
            trust_id=trust_id,
            code=source.code,
            edition=number,
            title=source.title,
            source_note=source.source_note,
            copied_from=source,
        )
        bulk_create_tracked(
            TaxonomyTerm(
                taxonomy=draft,
                code=term.code,
                label=term.label,
                meaning=term.meaning,
                position=term.position,
                is_retired=term.is_retired,
            )
            for term in terms_of(source.pk)
        )
        return draft


def describe_draft(*, actor: Actor, edition_id: UUID, expected_version: int, title: str, source_note: str) -> Taxonomy:
    """Say what a draft is called and where its words come from.

    Raises NotVisible, Forbidden, Invalid, Stale, Refused.
    """
    with change(reason="edition described"):
        draft = draft_for_change(actor, edition_id, expected_version)
        wanted = {
            "title": " ".join(clean_words(title, "title", LONGEST_TITLE).split()),
            "source_note": clean_words(source_note, "source_note", LONGEST_SOURCE),
        }
        missing = {name: _messages()[name] for name, words in wanted.items() if not words}
        if missing:
            raise Invalid("required", _("Something is missing."), missing)
        draft.title, draft.source_note = wanted["title"], wanted["source_note"]
        draft.save()
        return draft


def _messages() -> dict[str, str]:
    return {
        "title": _("Say what the scheme is called."),
        "source_note": _("Say where these terms come from and who decided on them."),
    }


def activate_edition(*, actor: Actor, edition_id: UUID, expected_version: int, active_from: date) -> Taxonomy:
    """Put a draft in force from a day, today at the earliest. From then on nobody changes it.

    Cases that are coded already keep the edition that they were coded with. Raises NotVisible, Forbidden, Invalid,
    Stale, and Refused when nothing can be chosen from it or nothing in it differs from the one it was copied from.
    """
    with change(reason="edition put in force"):
        draft = draft_for_change(actor, edition_id, expected_version)
        if active_from < today():
            raise _bad_day(_("Choose today or a later day: what was coded before keeps its edition."))
        later = Taxonomy.objects.filter(trust=draft.trust_id, code=draft.code, active_from__gt=active_from).first()
        if later is not None and later.active_from is not None:
            words = _("Edition %(edition)d is to take over on %(day)s already. Choose that day or a later one.")
            raise _bad_day(words % {"edition": later.edition, "day": short_date(later.active_from)})
        terms = terms_of(draft.pk)
        if all(term.is_retired for term in terms):
            raise Refused("no_terms", _("Every term is retired, so nothing could be chosen. Add a term first."))
        if not differs(draft, terms):
            raise Refused(
                "nothing_changed", _("Nothing differs from the edition that it was copied from. Change it, or drop it.")
            )
        draft.active_from = active_from
        draft.save()
        return draft


def _bad_day(words: str) -> Invalid:
    return Invalid("bad_day", _("Check the day."), {"active_from": words})


def differs(draft: Taxonomy, terms: list[TaxonomyTerm]) -> bool:
    """Whether a draft says something else than the edition it was copied from; its source note alone counts, too."""
    source = draft.copied_from
    if source is None:
        return True
    if (draft.title, draft.source_note) != (source.title, source.source_note):
        return True
    return {_said(one) for one in terms} != {_said(one) for one in terms_of(source.pk)}


def _said(term: TaxonomyTerm) -> tuple[str, str, str, bool]:
    return (term.code, term.label, term.meaning, term.is_retired)


def take_back_activation(*, actor: Actor, edition_id: UUID, expected_version: int) -> Taxonomy:
    """Make an edition that is not in force yet a draft again. Raises NotVisible, Forbidden, Stale, Refused."""
    with change(reason="edition taken back before its day"):
        edition = _edition_for_change(actor, edition_id)
        if edition.active_from is None:
            return edition
        _check_version(edition, expected_version)
        if edition.active_from <= today():
            raise Refused("in_force", _read_only())
        if Taxonomy.objects.filter(trust=edition.trust_id, code=edition.code, active_from__isnull=True).exists():
            raise Refused("other_draft", _("There is another draft of this scheme. Drop that one first."))
        edition.active_from = None
        edition.save()
        return edition


def drop_draft(*, actor: Actor, edition_id: UUID, expected_version: int) -> None:
    """Throw a draft away with its terms; the trail keeps what it said. Raises NotVisible, Forbidden, Stale, Refused."""
    with change(reason="draft dropped"):
        draft = draft_for_change(actor, edition_id, expected_version)
        delete_tracked(TaxonomyTerm.objects.filter(taxonomy=draft))
        draft.delete()


def draft_for_change(actor: Actor, edition_id: UUID, expected_version: int) -> Taxonomy:
    """The draft, locked until the transaction ends. Raises NotVisible, Forbidden, Stale, Refused."""
    edition = _edition_for_change(actor, edition_id)
    if not edition.is_draft:
        raise Refused("not_a_draft", _read_only())
    _check_version(edition, expected_version)
    return edition


def _read_only() -> str:
    return _("An edition that was put in force is never changed. Make a new edition by copying it.")


def _edition_for_change(actor: Actor, edition_id: UUID) -> Taxonomy:
    seen = edition_seen(actor, edition_id)
    decision = may(actor, P.TAXONOMY_MANAGE, seen.access_facts())
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))
    if seen.edition.trust_id is None:
        raise Refused("ships", _("This edition comes with the product. Copy it to make an edition of your own."))
    locked = Taxonomy.objects.select_for_update(of=("self",)).select_related("copied_from")
    return locked.get(pk=edition_id)


def _refuse_unless_managed(actor: Actor, trust_id: UUID) -> None:
    decision = may(actor, P.TAXONOMY_MANAGE, trust_to_manage(actor, trust_id).access_facts())
    if not decision:
        raise Forbidden(decision.code, refusal_words(decision.code))


def _check_version(edition: Taxonomy, expected_version: int) -> None:
    if edition.version != expected_version:
        row = edition.history.latest()
        raise Stale(
            "stale",
            _("%(by)s changed this edition at %(at)s, after you opened it. Look at it, then send yours again.")
            % {"by": row.actor_name, "at": moment_words(row.history_date)},
        )
