"""Where things are kept and how much of the machine is used, read from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from index.errors import InvalidSetting

APPLICATION = "policy-qa"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set. Paths are absolute; nothing is created on disk.

    ``home`` holds the knowledge base, ``cache`` what can be made again (the offline
    model). ``model`` is the name or path of a sentence-transformers model, "" for the
    bundled one. ``threads`` is how many threads one computation may use.
    """

    home: Path
    cache: Path
    model: str
    threads: int

    @classmethod
    def from_environment(cls) -> Settings:
        """Read POLICY_QA_HOME, POLICY_QA_CACHE, POLICY_QA_MODEL and POLICY_QA_THREADS.

        A variable that is unset or empty means the default: the platform's data and
        cache folders, the bundled model, all processors that this process may use.
        Raises InvalidSetting where POLICY_QA_THREADS is not a whole number above 0.
        """
        return cls(
            home=_folder(
                "POLICY_QA_HOME", platformdirs.user_data_path(APPLICATION, appauthor=False)
            ),
            cache=_folder(
                "POLICY_QA_CACHE", platformdirs.user_cache_path(APPLICATION, appauthor=False)
            ),
            model=os.environ.get("POLICY_QA_MODEL", "").strip(),
            threads=_threads(os.environ.get("POLICY_QA_THREADS", "").strip()),
        )


def _folder(variable: str, default: Path) -> Path:
    value = os.environ.get(variable, "").strip()
    return Path(value).expanduser().absolute() if value else default


def _threads(value: str) -> int:
    if not value:
        return _processors()
    if not (value.isascii() and value.isdigit() and int(value) > 0):
        raise InvalidSetting(
            f"POLICY_QA_THREADS 的值是 {value!r}，应为大于 0 的整数。请改正或不设置它。"
        )
    return int(value)


def _processors() -> int:
    """How many processors this process may use: fewer than the machine's in some containers."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
