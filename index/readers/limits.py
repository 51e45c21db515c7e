"""How much a file may ask for before it is given up, read from the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields

from index.errors import InvalidSetting

PREFIX = "POLICY_QA_READ_"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Each is set by POLICY_QA_READ_ and its name in capitals."""

    memory_mb: int = 4096  # address space of the process that reads
    silent_seconds: int = 60  # without a page, sheet or record
    total_seconds: int = 3600
    pages: int = 3000  # of a PDF, OFD or picture file
    scanned_pages: int = 500  # of them, to be recognised: seconds each
    rows: int = 200_000  # of a spreadsheet
    members: int = 5_000  # of an archive, those of archives in it too
    unpacked_mb: int = 1024  # of an archive or Office file, all members together
    ratio: int = 200  # unpacked to packed, of a member above 10 MB
    depth: int = 3  # of archives in archives

    @classmethod
    def from_environment(cls) -> Limits:
        """Read the settings. Raises InvalidSetting for one that is no whole number above 0."""
        found = {}
        for field in fields(cls):
            name = PREFIX + field.name.upper()
            value = os.environ.get(name, "").strip()
            if not value:
                continue
            if not (value.isascii() and value.isdigit() and int(value) > 0):
                raise InvalidSetting(
                    f"{name} 的值是 {value!r}，应为大于 0 的整数。请改正或不设置它。"
                )
            found[field.name] = int(value)
        return cls(**found)
