"""The editor's password: what is kept of it, and whether a password is the right one."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

from index.errors import InvalidSetting, KnowledgeBaseError

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD_FILE: Final = "editor.toml"  # noqa: S105 - a file's name
SHORTEST: Final = 10  # characters of a password that is kept
_LONGEST: Final = 1000  # characters; nobody types more
_SALT_BYTES: Final = 16
# As OWASP's cheat sheet has it: 32 MiB, and about a third of a second on a small machine.
_COST, _BLOCK, _LANES = 2**15, 8, 3
_MEMORY: Final = 64 * 2**20  # bytes that OpenSSL may use
_OWNER_ONLY: Final = 0o600


@dataclass(frozen=True, slots=True)
class KeptPassword:
    """A password as scrypt leaves it: it can be checked, and not read back."""

    salt: bytes
    hash: bytes

    @classmethod
    def of(cls, password: str) -> Self:
        """What to keep of ``password``."""
        salt = secrets.token_bytes(_SALT_BYTES)
        return cls(salt, _scrypt(password, salt))

    def matches(self, password: str) -> bool:
        """Whether it is this one. Slow on purpose, and as slow for a wrong one."""
        return hmac.compare_digest(_scrypt(password[:_LONGEST], self.salt), self.hash)


def write_password(folder: Path, password: str) -> Path:
    """Keep ``password`` in the knowledge base's folder; the file can be read by its owner only.

    Raises InvalidSetting where it is too short, KnowledgeBaseError where it cannot be written.
    """
    if not SHORTEST <= len(password) <= _LONGEST:
        raise InvalidSetting(
            f"口令有 {len(password)} 个字符，应有 {SHORTEST} 至 {_LONGEST} 个。请换一个口令。"
        )
    kept = KeptPassword.of(password)
    path = folder / PASSWORD_FILE
    new = folder / f".{PASSWORD_FILE}.new"
    text = f'scheme = "scrypt"\nsalt = "{kept.salt.hex()}"\nhash = "{kept.hash.hex()}"\n'
    try:
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        new.replace(path)
    except OSError as error:
        raise KnowledgeBaseError(
            f"无法写入 {path}（{error.strerror}）。请检查文件夹的权限。"
        ) from error
    return path


def read_password(folder: Path) -> KeptPassword | None:
    """What is kept in the knowledge base's folder; None where no password was set.

    Raises InvalidSetting where the file is not what ``write_password`` writes.
    """
    path = folder / PASSWORD_FILE
    try:
        values = tomllib.loads(path.read_text("utf-8"))
        return KeptPassword(bytes.fromhex(values["salt"]), bytes.fromhex(values["hash"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InvalidSetting(
            f"{path} 读不出口令（{type(error).__name__}）。请用 policy-qa editor-password 重新设置。"
        ) from error


def _scrypt(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(
        password.encode(errors="surrogatepass"),
        salt=salt,
        n=_COST,
        r=_BLOCK,
        p=_LANES,
        maxmem=_MEMORY,
    )
