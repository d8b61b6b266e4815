"""Identifiers of a department as anybody might type them, and a search for them in everything that leaves."""

import re
import subprocess
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from apps.accounts.models import Site, User
from apps.journeys.models import Study
from apps.journeys.patient_details import PatientDetails
from tests.support.pdf_reading import everything_in
from tests.support.worlds import World

STAFF = ("Maeve Thistlewood", "Sunil Oakeshott", "Hamish Winterbourne", "Fenella Featherstonehaugh")
SITES = (("WRI", "Wyredale Royal Infirmary"), ("CLH", "Calder Lane Hospital"))


@dataclass(frozen=True)
class Planted:
    """One identifier: what it is, and as it is typed into a text."""

    what: str
    typed: str

    def __str__(self) -> str:
        return f"{self.what}: {self.typed}"


def name_the_staff(world: World) -> None:
    """Give the people and the trust of the world names that are no common words."""
    people = sorted(world.people.items(), key=lambda one: (one[0][0] != "NORTH", one[0][1]))
    for (_key, person), name in zip(people, STAFF, strict=False):
        person.full_name = name
        person.save()
    for code, name in SITES:
        Site.objects.create(trust=world.first, code=code, name=name)


def identifiers(patient: PatientDetails, studies: Iterable[Study]) -> list[Planted]:
    """Every name, number and site, in the forms that people write."""
    family, _caret, given = patient.name.partition("^")
    number = patient.nhs_number
    found = [
        Planted("patient", f"{given.title()} {family.title()}"),
        Planted("patient, family name", f"Mrs {family.title()}"),
        Planted("patient as sent", patient.name),
        Planted("NHS number", number),
        Planted("NHS number, spaced", f"{number[:3]} {number[3:6]} {number[6:]}"),
        Planted("hospital number", patient.hospital_number),
        Planted("date of birth", "born 17 April 1951"),
    ]
    found += [Planted("accession number", study.accession_number) for study in studies]
    for name in STAFF:
        found += [Planted("staff", f"Dr {name}"), Planted("staff, family name", f"Dr {name.split()[-1]}")]
    found += [Planted("site", name) for _code, name in SITES]
    return found


def bare(typed: str) -> list[str]:
    """What must not be found of it: the telling part, folded as a search would fold it."""
    words = re.sub(r"^(Mrs|Dr|born) ", "", typed)
    parts = [words, words.replace(" ", ""), *(words.replace("^", " ").split())]
    return [folded(part) for part in parts if len(part) > 4 and part not in ("April", "Royal", "Infirmary", "Hospital")]


def folded(text: str) -> str:
    """Lower case, no accents, no hidden signs."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(one for one in plain if not unicodedata.combining(one) and one != "\u00ad").casefold()


def searchable(content: bytes) -> str:
    """Everything in a PDF that two readers find: text, properties, XMP, alternative texts."""
    told = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True).stdout
    info = subprocess.run(["pdfinfo", "-meta", "-"], input=content, capture_output=True, check=True).stdout
    text = "\n".join([everything_in(content), told.decode(), info.decode()])
    return folded(text) + "\n" + re.sub(r"\s+", "", folded(text))


def left_in(text: str, planted: Iterable[Planted]) -> list[str]:
    """The identifiers that a search finds in the text."""
    return sorted({str(one) for one in planted for part in bare(one.typed) if part in text})


def person_named(world: World, name: str) -> User:
    """The person of the world with that name."""
    return next(one for one in world.everybody() if one.full_name == name)
