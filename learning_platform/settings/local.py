"""The profile of `make run` and of a developer's machine: everything embedded, nothing to configure."""

from learning_platform.settings import base
from learning_platform.settings.base import *  # noqa: F403 - a profile is base with changes
from learning_platform.settings.env import env

INSTALLED_APPS = [*base.INSTALLED_APPS, "apps.demo"]

env.raise_problems()
