"""How long logging takes, as numbers from which nobody can be found."""

from django.db import models


class LoggingPace(models.Model):
    """How many attempts of a department and a month were begun, or took up to so many seconds to the first save.

    A count and nothing else: no person, no case, no day. `seconds` is the upper end of a band; 0 counts the attempts
    that were begun, and `MORE` those that took longer than the last band.
    """

    BEGUN = 0
    MORE = 32_000

    id = models.BigAutoField(primary_key=True)
    department = models.ForeignKey("accounts.Department", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    seconds = models.PositiveSmallIntegerField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["department", "month", "seconds"], name="logging_pace_once")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.seconds}"
