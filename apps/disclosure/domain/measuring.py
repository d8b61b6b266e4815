"""Measures the identifier screen against sentences whose identifiers were labelled by hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from apps.disclosure.domain.screening import screen
from apps.disclosure.enums import ScreenKind
from apps.disclosure.identifiers import KnownIdentifiers, ScreenFinding


@dataclass(frozen=True)
class Label:
    """An identifier in a sentence, as a person marked it."""

    kind: ScreenKind
    start: int
    end: int


@dataclass(frozen=True)
class Sentence:
    """A sentence and all identifiers in it; a sentence without labels must be left alone."""

    text: str
    labels: tuple[Label, ...]


@dataclass
class Score:
    """Counts for one kind. A label is found when a finding of its kind covers all of it."""

    labelled: int = 0
    found: int = 0
    reported: int = 0
    right: int = 0

    @property
    def recall(self) -> float:
        """Share of the labelled identifiers that were found; 1.0 when there were none."""
        return self.found / self.labelled if self.labelled else 1.0

    @property
    def precision(self) -> float:
        """Share of the findings that touch a label of their kind; 1.0 when there were none."""
        return self.right / self.reported if self.reported else 1.0


@dataclass
class Measurement:
    """Scores by kind, the sentences that were not right, and the alarms in sentences to leave alone."""

    scores: dict[ScreenKind, Score] = field(default_factory=lambda: {kind: Score() for kind in ScreenKind})
    wrong: list[tuple[Sentence, tuple[ScreenFinding, ...]]] = field(default_factory=list)
    false_alarms: list[tuple[Sentence, tuple[ScreenFinding, ...]]] = field(default_factory=list)
    sentences: int = 0


def measure(sentences: Iterable[Sentence], known: KnownIdentifiers) -> Measurement:
    """Screen each sentence and compare with its labels."""
    result = Measurement()
    for sentence in sentences:
        result.sentences += 1
        findings = screen(sentence.text, known)
        if not _compare(sentence, findings, result.scores):
            result.wrong.append((sentence, findings))
        if findings and not sentence.labels:
            result.false_alarms.append((sentence, findings))
    return result


def _compare(sentence: Sentence, findings: Sequence[ScreenFinding], scores: dict[ScreenKind, Score]) -> bool:
    all_right = True
    for label in sentence.labels:
        found = any(f.kind == label.kind and f.start <= label.start and f.end >= label.end for f in findings)
        scores[label.kind].labelled += 1
        scores[label.kind].found += found
        all_right = all_right and found
    for finding in findings:
        right = any(
            finding.kind == label.kind and finding.start < label.end and finding.end > label.start
            for label in sentence.labels
        )
        scores[finding.kind].reported += 1
        scores[finding.kind].right += right
        all_right = all_right and right
    return all_right


def table(measurements: dict[str, Measurement]) -> str:
    """The figures as lines of text: kind, then labelled, precision and recall for each set."""
    lines = [f"{'kind':<18}" + "".join(f"{name:>12} precision  recall" for name in measurements)]
    for kind in ScreenKind:
        cells = "".join(
            f"{m.scores[kind].labelled:>12}{m.scores[kind].precision:>10.3f}{m.scores[kind].recall:>8.3f}"
            for m in measurements.values()
        )
        lines.append(f"{kind.value:<18}{cells}")
    for name, measured in measurements.items():
        lines.append(
            f"{name}: {measured.sentences} sentences, {len(measured.wrong)} not right, "
            f"{len(measured.false_alarms)} false alarms in sentences to leave alone"
        )
    return "\n".join(lines)
