"""Coding schemes of the demonstration: a second edition of the themes, cases coded with it, and kept RADPEER scores."""

import csv
import io
from datetime import date, timedelta
from uuid import UUID

from apps.accounts.actors import actor_for
from apps.cases.domain.coding import add_codings, may_code
from apps.cases.domain.reference_scheme import choose_reference
from apps.cases.domain.taxonomies import activate_edition, copy_edition, describe_draft
from apps.cases.domain.taxonomy_terms import add_term, rename_term, retire_term
from apps.cases.enums import FINAL
from apps.cases.models import Case, Finding, Taxonomy, TaxonomyTerm
from apps.cases.queries.choosing import coding_terms
from apps.core import clock
from apps.core.actor import acting_as
from apps.core.clock import now, today
from apps.demo.network import Team
from apps.demo.story import acting
from apps.intake.domain.importing import receive_file, settle_columns, settle_headings, settle_words
from apps.intake.domain.working import start_check, start_import
from apps.intake.enums import ImportMode

THEMES = "uk_themes"
SOURCE = (
    "Koo and Smith 2019, Insights into Imaging (Leeds REALM themes). Changed by the discrepancy group of the trust "
    "(invented for the demonstration): pulmonary embolism has a theme of its own, and “Other clinically significant: "
    "incidental” is said in plainer words. “Cancer called benign” is retired, because “Missed cancer” says it."
)
ADDED = ("Missed pulmonary embolism", "Also an embolism that was not looked for")
RENAMED = ("other_incidental", "Incidental finding that mattered")
RETIRED = "cancer_called_benign"
BOTH = ("missed_pulmonary_embolism", "4")
SCORES = ("1", "2a", "2b", "3a", "3b", "4")
STORIES = (
    "Agreed with the report; kept as a teaching file.",
    "Small effusion not described; nothing followed from it.",
    "Rib fracture not described; the patient came back with pain.",
    "Old infarct called new.",
    "Free air not described; seen by the surgeon two hours later.",
    "Subtle scaphoid fracture, scored on the scale of the years before.",
)


def tell_schemes(team: Team) -> None:
    """The new edition, a few cases coded with it, and an old register with scores. Told last: it is of yesterday."""
    _new_edition(team)
    _code_with_it(team)
    _old_register(team)


def _new_edition(team: Team) -> None:
    trust_id = team.department.trust_id
    with acting(team.governance, now() - timedelta(days=1)) as actor:
        shipped = Taxonomy.objects.get(code=THEMES, trust__isnull=True)
        draft = copy_edition(actor=actor, edition_id=shipped.pk, trust_id=trust_id)

        def version() -> int:
            return Taxonomy.objects.get(pk=draft.pk).version

        def term(code: str) -> UUID:
            return TaxonomyTerm.objects.get(taxonomy=draft, code=code).pk

        describe_draft(
            actor=actor, edition_id=draft.pk, expected_version=version(), title=draft.title, source_note=SOURCE
        )
        add_term(actor=actor, edition_id=draft.pk, expected_version=version(), label=ADDED[0], meaning=ADDED[1])
        rename_term(actor=actor, term_id=term(RENAMED[0]), expected_version=version(), label=RENAMED[1])
        retire_term(actor=actor, term_id=term(RETIRED), expected_version=version())
        activate_edition(actor=actor, edition_id=draft.pk, expected_version=version(), active_from=today())


def _code_with_it(team: Team) -> None:
    """Two open cases that nobody had coded, each with a theme and the type of error."""
    terms = {one.code: one.pk for one in coding_terms(team.department.trust_id)}
    coded = Finding.objects.values("case")
    waiting = Case.objects.filter(department=team.department).exclude(status__in=FINAL).exclude(pk__in=coded)
    found = 0
    for case in waiting.prefetch_related("readers", "reviews", "escalations").order_by("-received_at", "reference"):
        if not may_code(actor_for(team.chair), case):
            continue
        with acting(team.chair, now() - timedelta(hours=2)) as actor:
            add_codings(actor=actor, case_id=case.pk, term_ids=[terms[code] for code in BOTH])
        found += 1
        if found == 2:
            return


def _old_register(team: Team) -> None:
    with acting(team.governance, now() - timedelta(days=40)) as actor:
        choose_reference(
            actor=actor,
            department=team.department,
            is_on=True,
            reason="The register of the years before has such scores, and the board wants nothing of it lost.",
            expected_version=0,
        )
    with acting_as(actor_for(team.chair)), clock.at(now() - timedelta(days=39)):
        _import(team, _sheet(today() - timedelta(days=1_400)))


def _sheet(first: date) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Details", "Type of error", "Modality", "Date logged", "Source", "Status", "RADPEER score"])
    for order, (score, words) in enumerate(zip(SCORES, STORIES, strict=True)):
        logged = first + timedelta(days=order * 30)
        writer.writerow([words, "Missed", "CT", f"{logged:%d/%m/%Y}", "Peer review", "Closed", score])
    return out.getvalue().encode()


def _import(team: Team, content: bytes) -> None:
    """Through the steps of the pages, with what they propose."""
    actor = actor_for(team.chair)
    found = receive_file(
        actor=actor, department_id=team.department.pk, name="Peer review register.csv", content=content
    )
    found = settle_headings(
        actor=actor, import_id=found.pk, expected_version=found.version, sheet="", heading_row=1, heading_rows=1,
        dates="day_first",
    )  # fmt: skip
    found = settle_columns(
        actor=actor, import_id=found.pk, expected_version=found.version, columns=found.mapping["columns"],
        constants={"patient_action": "no", "confidentiality": "open"},
    )  # fmt: skip
    found = settle_words(
        actor=actor, import_id=found.pk, expected_version=found.version, values=found.mapping["values"]
    )
    found = start_check(actor=actor, import_id=found.pk)
    start_import(actor=actor, import_id=found.pk, expected_version=found.version, mode=ImportMode.ALL)
