"""Who may keep the documents: whoever knows the editor's password."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from typing import TYPE_CHECKING, Self

from index.errors import InvalidSetting
from qa.page.editor.password import PASSWORD_FILE, KeptPassword, read_password

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD_VARIABLE = "POLICY_QA_EDITOR_PASSWORD"  # noqa: S105 - a variable's name
NAME = "editor"
_CHECKED_AT_ONCE = 2  # each takes 32 MiB and a processor

# Gradio gives its login page none of the page's style sheets: this goes along with what it says.
LOGIN_STYLE = """<style>
body, .main.app > .wrap { background: var(--body-background-fill) !important; }
.skip { display: none; }
.main.app > .wrap { padding-top: 12vh !important; }
.main.app .panel { max-width: 480px; min-width: 0 !important; padding: 24px 28px !important; border: 1px solid
  var(--border-color-primary); border-radius: 8px; background: var(--block-background-fill) !important; }
.main.app .panel h2 { margin: 0 !important; font-size: 22px; font-weight: 700; }
.main.app .panel p.auth { margin: 0 !important; font-size: 14px; line-height: 1.7;
  color: var(--body-text-color); }
.main.app .panel .form { gap: 14px; border: 0; background: none; }
.main.app .panel .block { padding: 0; border: 0; background: none; }
</style>"""

logger = logging.getLogger(__name__)


class EditorLogin:
    """One name and one password. ``hint`` tells whoever started the server how to come in."""

    def __init__(self, password: KeptPassword, hint: str, folder: Path | None = None) -> None:
        """``folder`` is where a password set later is looked for; None where none counts."""
        self._password = password
        self.hint = hint
        self._folder = folder
        self._checking = asyncio.Semaphore(_CHECKED_AT_ONCE)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The password of the environment, else the one kept in ``folder``, else a new one.

        A new one is told by ``hint`` only. Raises InvalidSetting where the one that is kept
        cannot be read.
        """
        if password := os.environ.get(PASSWORD_VARIABLE, ""):
            return cls(KeptPassword.of(password), f"(用户名 {NAME}，口令见 {PASSWORD_VARIABLE})")
        kept = read_password(folder)
        if kept is not None:
            return cls(kept, f"(用户名 {NAME}，口令见 policy-qa editor-password)", folder)
        password = secrets.token_urlsafe(12)
        return cls(KeptPassword.of(password), f"(用户名 {NAME}，本次口令 {password})", folder)

    async def lets_in(self, name: str, password: str) -> bool:
        """Whether this is the editor. Slow on purpose; other requests go on meanwhile."""
        async with self._checking:
            right = await asyncio.to_thread(self._matches, password)
        return right and name == NAME

    def _matches(self, password: str) -> bool:
        kept = self._password
        if self._folder is not None:
            try:
                kept = read_password(self._folder) or kept  # it may have been set since the start
            except InvalidSetting:
                logger.exception("the editor's password cannot be read from %s", PASSWORD_FILE)
                return False
        return kept.matches(password)
