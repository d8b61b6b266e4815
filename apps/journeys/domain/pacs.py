"""Where a study opens in the hospital's picture archive (PACS)."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from django.conf import settings

from apps.journeys.models import Study

_PLACEHOLDER = re.compile(r"{([a-z_]+)}")


def pacs_address(study: Study) -> str:
    """The address by the trust's template; empty without a template, or when the study lacks what it asks for.

    What is put in is percent-encoded whole, so that a number can change neither the host nor the path. The address
    holds an identifier: hand it to a browser by a redirect only, and write it nowhere.
    """
    template: str = settings.PACS_URL_TEMPLATE
    values: Mapping[str, str] = {"accession": study.accession_number, "study_uid": study.study_instance_uid}
    if not template or not all(values[name] for name in _PLACEHOLDER.findall(template)):
        return ""
    return _PLACEHOLDER.sub(lambda found: quote(values[found[1]], safe=""), template)
