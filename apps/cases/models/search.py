"""The words of each case, kept apart from the audited row so that looking for words writes no version."""

from django.db import models

from apps.cases.models.case import Case


class CaseSearchText(models.Model):
    """What a case is found by; derived from it, so without a history of its own.

    `text` is lower-case words with a space on either side (`apps.cases.queries.search.words_of`). It holds
    the reference, the narrative and the presentation copy, and never anything from a patient's record (DESIGN C2).
    On PostgreSQL a migration adds a generated tsvector column and its index, which Django does not know of.
    """

    case = models.OneToOneField(Case, on_delete=models.CASCADE, primary_key=True, related_name="search_text")
    text = models.TextField()

    def __str__(self) -> str:
        return str(self.case_id)
