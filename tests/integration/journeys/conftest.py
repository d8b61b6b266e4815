"""A small world for studies: people with roles in three departments, and commands run as one of them."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pydicom
import pytest
from django.core.management import CommandError, call_command
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian, MRImageStorage

from apps.access.roles import Role
from apps.accounts.actors import actor_for
from apps.accounts.models import Department
from apps.core.actor import Actor
from tests.support.worlds import World, world

SAMPLES = Path(pydicom.__file__).parent / "data"


@dataclass
class Ran:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    def count(self, label: str) -> int:
        """The number printed after a label."""
        line = next(line for line in self.out.splitlines() if line.startswith(f"{label}:"))
        return int(line.rpartition(" ")[2])


Run = Callable[..., Ran]


@pytest.fixture
def here(db: None) -> World:
    """The world."""
    return world()


@pytest.fixture
def as_role(here: World) -> Callable[..., Actor]:
    """An actor by role and department; the chair of `north` unless told otherwise."""

    def actor(role: Role = Role.CHAIR, where: Department | None = None) -> Actor:
        return actor_for(here.one(role, where))

    return actor


@pytest.fixture
def run(here: World) -> Run:
    """Run an import command into `north` as its chair, unless told otherwise."""

    def command(
        name: str, path: Path, department: str = "NORTH", email: str = "chair@north.example.org", **options: Any
    ) -> Ran:
        out, err = io.StringIO(), io.StringIO()
        status = 0
        try:
            call_command(name, str(path), department=department, email=email, stdout=out, stderr=err, **options)
        except CommandError as error:
            status = error.returncode
            err.write(str(error))
        return Ran(status, out.getvalue(), err.getvalue())

    return command


@pytest.fixture
def image(tmp_path: Path) -> Callable[..., Path]:
    """Write a small image file with these elements under a name."""

    def write(name: str, **elements: Any) -> Path:
        meta = FileMetaDataset()
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        meta.MediaStorageSOPClassUID = MRImageStorage
        meta.MediaStorageSOPInstanceUID = elements.get("SOPInstanceUID", "1.2.3.4")
        dataset = FileDataset(name, {}, file_meta=meta, preamble=b"\0" * 128)
        for keyword, value in elements.items():
            setattr(dataset, keyword, value)
        path = tmp_path / "images" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        dataset.save_as(path, enforce_file_format=True)
        return path

    return write


@pytest.fixture
def extract(tmp_path: Path) -> Callable[..., Path]:
    """Write an extract with these columns and rows."""

    def write(columns: str, *rows: str) -> Path:
        path = tmp_path / "extract.csv"
        path.write_text("\n".join([columns, *rows]) + "\n", encoding="utf-8")
        return path

    return write
