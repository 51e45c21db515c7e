"""Who may keep the documents: whoever knows the editor's password."""

from __future__ import annotations

import hmac
import os
import secrets
from dataclasses import dataclass, field

PASSWORD_VARIABLE = "POLICY_QA_EDITOR_PASSWORD"  # noqa: S105 - a variable's name
NAME = "editor"


@dataclass(frozen=True, slots=True)
class EditorLogin:
    """One name and one password. ``hint`` tells whoever started the server how to come in."""

    password: str = field(repr=False)
    hint: str = field(repr=False)

    @classmethod
    def from_environment(cls) -> EditorLogin:
        """The password that is set, or a new one that only the terminal shows."""
        password = os.environ.get(PASSWORD_VARIABLE, "")
        if password:
            return cls(password, f"(用户名 {NAME}，口令见 {PASSWORD_VARIABLE})")
        password = secrets.token_urlsafe(12)
        return cls(password, f"(用户名 {NAME}，本次口令 {password})")

    def lets_in(self, name: str, password: str) -> bool:
        """Whether this is the editor."""
        right = hmac.compare_digest(password.encode(), self.password.encode())
        return right and name == NAME
