"""Brings the department's old spreadsheet in: one import that is done, and one that waits with rows to put right."""

import csv
import io
from datetime import date, timedelta
from random import Random

from apps.accounts.actors import actor_for
from apps.core import clock
from apps.core.actor import acting_as
from apps.core.clock import now, today
from apps.demo.network import Team
from apps.intake.domain.importing import receive_file, settle_columns, settle_headings, settle_words
from apps.intake.domain.working import start_check, start_import
from apps.intake.enums import ImportMode
from apps.intake.models import CaseImport

HEADINGS = (
    "No", "Date logged", "Date identified", "Type of error", "Details of discrepancy", "Modality", "Body part",
    "Radiologist", "Source", "Status", "Date discussed",
)  # fmt: skip
OLD = (
    ("Missed", "CT", "Chest", "Nodule of 9 mm in the left lower lobe not described; seen on the next CT."),
    ("Missed", "X-ray", "Wrist", "Fracture of the scaphoid not described. The film was repeated for pain."),
    ("Misinterpretation", "MRI", "Knee", "Meniscal tear read as a change after surgery."),
    ("Delayed report", "CT", "Abdomen", "Verified 19 days after the scan; obstruction was treated meanwhile."),
    ("Not communicated", "CT", "Chest", "Pulmonary embolism in the report; nobody telephoned the ward."),
    ("Good catch", "Ultrasound", "Liver", "Small lesion found by the sonographer and confirmed by MRI."),
    ("Missed", "CT", "Head", "Thin subdural collection on the left not described."),
    ("Technical", "MRI", "Spine", "Sequences lost in a failed transfer; the patient was scanned again."),
    ("MDT", "CT", "Pancreas", "Re-read: the mass abuts the portal vein, which the report did not say."),
    ("Teaching", "X-ray", "Chest", "Azygos lobe taken for pathology by the referrer; worth showing."),
)
SOURCES = ("MDT", "Follow up imaging", "Clinician", "Peer review", "Datix")
READERS = ("Dr Winstanley (locum)", "Nightline Teleradiology", "unknown", "")
ROWS = 20


def bring_the_old_list(team: Team, seed: int) -> None:
    """Twenty cases of the years before the platform, and a second list of which two rows have faults."""
    chance = Random(f"{seed} spreadsheet")
    chair = team.chair
    first = today() - timedelta(days=900)
    with acting_as(actor_for(chair)):
        with clock.at(now() - timedelta(days=45)):
            found = _checked(team, _sheet(chance, first, range(1, ROWS + 1)), "REDM log before the platform.csv")
            start_import(
                actor=actor_for(chair), import_id=found.pk, expected_version=found.version, mode=ImportMode.ALL
            )
        with clock.at(now() - timedelta(hours=2)):
            bad = _sheet(chance, first + timedelta(days=400), range(101, 109), spoil=True)
            _checked(team, bad, "Cases from the other site.csv")


def _sheet(chance: Random, first: date, numbers: range, *, spoil: bool = False) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Discrepancy log (synthetic)"])
    writer.writerow(HEADINGS)
    for order, number in enumerate(numbers):
        logged = first + timedelta(days=order * 12 + chance.randrange(8))
        kind, modality, region, words = OLD[order % len(OLD)]
        status = ("Closed", "Closed", "Rejected")[order % 3]
        writer.writerow(
            [
                f"{logged.year}-{number:03d}", _day(logged),
                "31/02/2024" if spoil and order == 2 else _day(logged - timedelta(days=chance.randrange(1, 9))),
                kind, "" if spoil and order == 5 else words, modality, region, chance.choice(READERS),
                chance.choice(SOURCES), status, _day(logged + timedelta(days=21)),
            ]
        )  # fmt: skip
    return out.getvalue().encode()


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _checked(team: Team, content: bytes, name: str) -> CaseImport:
    """Through the same steps as somebody takes on the pages, with what they propose."""
    actor = actor_for(team.chair)
    found = receive_file(actor=actor, department_id=team.department.pk, name=name, content=content)
    found = settle_headings(
        actor=actor, import_id=found.pk, expected_version=found.version, sheet="", heading_row=2, heading_rows=1,
        dates="day_first",
    )  # fmt: skip
    found = settle_columns(
        actor=actor, import_id=found.pk, expected_version=found.version, columns=found.mapping["columns"],
        constants={"patient_action": "no", "confidentiality": "open"},
    )  # fmt: skip
    words = {**found.mapping["values"]}
    found = settle_words(actor=actor, import_id=found.pk, expected_version=found.version, values=words)
    return start_check(actor=actor, import_id=found.pk)
