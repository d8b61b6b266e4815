#!/usr/bin/env python3
"""Runs Django's commands; the local profile unless the environment says otherwise."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "learning_platform.settings.local")
    from django.core.management import execute_from_command_line

    from learning_platform.settings.env import ConfigurationError

    try:
        execute_from_command_line(sys.argv)
    except ConfigurationError as error:
        sys.exit(f"The configuration is not complete.\n{error}")


if __name__ == "__main__":
    main()
