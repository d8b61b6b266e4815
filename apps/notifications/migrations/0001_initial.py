"""Creates the notifications."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("patient", "For a patient"),
                            ("question", "Question"),
                            ("triage", "To decide"),
                            ("review", "Your view is wanted"),
                            ("step", "Your case"),
                            ("message", "Message"),
                            ("approval", "Approval"),
                            ("document", "Document"),
                            ("withdrawn", "Withdrawn"),
                            ("reminder", "Reminder"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.CharField(max_length=300)),
                ("url", models.CharField(max_length=300)),
                ("is_urgent", models.BooleanField(default=False)),
                ("key", models.CharField(max_length=200, unique=True)),
                ("created_at", models.DateTimeField()),
                ("read_at", models.DateTimeField(blank=True, null=True)),
                ("mailed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(fields=["person", "-created_at", "-id"], name="notification_of_person"),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)), fields=["person"], name="notification_unread"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "patient",
                                    "question",
                                    "triage",
                                    "review",
                                    "step",
                                    "message",
                                    "approval",
                                    "document",
                                    "withdrawn",
                                    "reminder",
                                ],
                            )
                        ),
                        name="notification_kind_known",
                    )
                ],
            },
        ),
    ]
