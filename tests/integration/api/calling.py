"""Calls the API as a client with a token does."""

import json
from typing import Any

from django.test import Client

from apps.access.permissions import Permission
from apps.accounts.models import User
from apps.core.actor import acting_as
from tests.factories import accounts

ROOT = "/api/v1/"


class Api:
    """The API in the hands of one person."""

    def __init__(self, owner: User, *scopes: Permission) -> None:
        with acting_as(accounts.actor_for(owner)):
            self.token = accounts.api_token(owner, tuple(scope.value for scope in scopes))[1]
        self.client = Client(headers={"Authorization": f"Bearer {self.token}"})

    def send(self, method: str, path: str, data: Any = None, **headers: str) -> Any:
        """One request; `path` begins after /api/v1/ or is a whole address."""
        body = {} if data is None else {"data": json.dumps(data, default=str), "content_type": "application/json"}
        address = path if path.startswith(("/", "http")) else ROOT + path
        return getattr(self.client, method)(address, headers=headers, **body)

    def get(self, path: str) -> Any:
        """Read; fails unless it is there."""
        response = self.send("get", path)
        assert response.status_code == 200, response.content
        return response.json()

    def post(self, path: str, data: Any = None, status: int = 200, **headers: str) -> Any:
        """Send; fails unless the status is the one expected."""
        response = self.send("post", path, {} if data is None else data, **headers)
        assert response.status_code == status, (response.status_code, response.content)
        return response.json()

    def put(self, path: str, data: Any, status: int = 200) -> Any:
        """Replace; fails unless the status is the one expected."""
        response = self.send("put", path, data)
        assert response.status_code == status, (response.status_code, response.content)
        return response.json()

    def patch(self, path: str, data: Any, status: int = 200) -> Any:
        """Change; fails unless the status is the one expected."""
        response = self.send("patch", path, data)
        assert response.status_code == status, (response.status_code, response.content)
        return response.json()

    def refused(self, method: str, path: str, data: Any = None) -> tuple[int, str, dict[str, str]]:
        """Status, code and fields of a refusal, which has the one shape."""
        response = self.send(method, path, data)
        body = response.json()
        assert sorted(body) == ["code", "fields", "message"], body
        assert body["message"]
        return response.status_code, body["code"], body["fields"]
