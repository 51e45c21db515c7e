"""Reads files that are damaged in many ways, and tells what became of them.

python -m benchmarks.fuzz_readers --files 2000 --seed 7

Each file is a real one of its format with bits flipped, cut short, or spliced with another; it is
read as an import reads it, in a process of its own. What counts: that the process which asks goes
on, that no file takes longer than its limit, and that nothing is written but in the temporary
folder of the process that reads.
"""

from __future__ import annotations

import argparse
import io
import os
import random
import re
import tempfile
import time
import zipfile
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import index
from benchmarks.seed_files import write_seeds
from index.errors import UnreadableFile
from index.readers.child import read_in_child
from index.types import Skipped, SourceDocument

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SILENT_SECONDS: Final = 20
TOTAL_SECONDS: Final = 60
_SLOW: Final = frozenset(  # through LibreOffice or OCR: seconds each, so fewer of them
    {".doc", ".wps", ".rtf", ".odt", ".xls", ".et", ".ods"}
    | {".png", ".jpg", ".tif", ".bmp", ".webp"}
)
_SHARE_OF_SLOW: Final = 0.15
_DAMAGES: Final = (
    "flips",
    "flips",
    "many flips",
    "cut",
    "splice",
    "zeros",
    "repeat",
    "inside",
    "inside",
)
_SHARE_OF_VALUES: Final = 0.7  # of the XML that is damaged inside: only its values
_VALUE: Final = re.compile(rb"""(=")([^"<>]*)(")|(?<=[^?/]>)()([^<>]+)()(?=<)""")
_ODD_VALUES: Final = (
    b"", b"0", b"-1", b"1", b"7", b"65536", b"99999999999999999999", b"-2147483649", b"1e309", b"nan",
    b"0.0000001", b"true", b"A1", b"XFD1048576", b"../../x", b"#REF!", b"g 999999999 1", b"\xe4\xb8\x80",
    b"&#x10FFFF;", b" ", b"1 2 3 4 5 6 7", b"a" * 5000,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a damaged file."""

    suffix: str
    damage: str
    end: str  # "documents", "refused", "given up", "died", "failed"
    seconds: float
    reason: str


def damaged(seeds: Sequence[Path], random_: random.Random) -> tuple[str, str, bytes]:
    """A suffix, what was done, and the bytes of a damaged file."""
    slow = random_.random() < _SHARE_OF_SLOW
    suffixes = sorted({each.suffix for each in seeds if (each.suffix in _SLOW) == slow})
    suffix = random_.choice(suffixes or sorted({each.suffix for each in seeds}))
    seed = random_.choice([each for each in seeds if each.suffix == suffix])
    data = seed.read_bytes()
    damage = random_.choice(_DAMAGES)
    if damage == "inside" and zipfile.is_zipfile(seed):
        return suffix, damage, _inside(data, seeds, random_)
    if damage == "inside":
        damage = "flips"
    alike = [each for each in seeds if each.suffix == suffix]
    other = random_.choice(alike if random_.random() < 0.7 else seeds).read_bytes()
    return suffix, damage, _with(damage, bytearray(data), other, random_)


def _with(damage: str, data: bytearray, other: bytes, random_: random.Random) -> bytes:
    at = random_.randrange(max(len(data), 1))
    if damage in {"flips", "many flips"}:
        for _ in range(random_.randint(1, 8) if damage == "flips" else max(8, len(data) // 100)):
            data[random_.randrange(len(data))] ^= 1 << random_.randrange(8)
    elif damage == "cut":
        del data[at:]
    elif damage == "splice":
        data[at:] = other[random_.randrange(max(len(other), 1)) :]
    elif damage == "zeros":
        data[at : at + random_.randint(1, 4096)] = bytes(random_.randint(0, 4096))
    else:
        data[at:at] = data[at : at + random_.randint(1, 512)] * random_.randint(2, 50)
    return bytes(data)


def _inside(data: bytes, seeds: Sequence[Path], random_: random.Random) -> bytes:
    """A ZIP file packed again with one member damaged: its sums are right, its content is not."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        names = [name for name in old.namelist() if not name.endswith("/")]
        chosen = random_.choice(names)
        for name in names:
            content = old.read(name)
            if name == chosen and content:
                damage = random_.choice(_DAMAGES[:-2])
                other = old.read(random_.choice(names)) or random_.choice(seeds).read_bytes()
                if name.endswith((".xml", ".rels")) and random_.random() < _SHARE_OF_VALUES:
                    content = _with_other_values(content, random_)
                else:
                    content = _with(damage, bytearray(content), other, random_)
            new.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _with_other_values(content: bytes, random_: random.Random) -> bytes:
    """XML that stays well-formed while some of its attributes and texts are what no program writes."""
    share = random_.choice((0.02, 0.1, 0.5))

    def other(match: re.Match[bytes]) -> bytes:
        if random_.random() > share:
            return match[0]
        return (match[1] or b"") + random_.choice(_ODD_VALUES) + (match[3] or b"")

    return _VALUE.sub(other, content)


def outcome(path: Path, damage: str) -> Outcome:
    """Read a file; whatever is not an UnreadableFile goes on up, and is a finding."""
    start = time.monotonic()
    documents, reason, end = 0, "", "documents"
    try:
        for item in read_in_child(path):
            documents += isinstance(item, SourceDocument)
            if isinstance(item, Skipped):
                reason = item.reason
    except UnreadableFile as error:
        reason = str(error)
        end = _end(reason)
    if end == "documents" and not documents:
        end = "refused"
    return Outcome(path.suffix, damage, end, time.monotonic() - start, reason)


def fuzz(seeds: Sequence[Path], count: int, seed: int, folder: Path) -> Iterator[Outcome]:
    """The outcomes of ``count`` files, made and read one after the other in ``folder``."""
    random_ = random.Random(seed)
    for number in range(count):
        suffix, damage, data = damaged(seeds, random_)
        path = folder / f"{number:05d}{suffix}"
        path.write_bytes(data)
        yield outcome(path, damage)
        path.unlink()


def _end(reason: str) -> str:
    if "意外终止" in reason:
        return "died"
    if "已放弃" in reason or "内存超过" in reason:
        return "given up"
    return "failed" if "读取时出错" in reason else "refused"


def below(folder: Path) -> set[Path]:
    """Everything below a folder, caches of Python left out."""
    return {path for path in folder.rglob("*") if "__pycache__" not in path.parts}


def report(outcomes: Sequence[Outcome]) -> str:
    """A table in Markdown: one row a format."""
    rows: defaultdict[str, list[Outcome]] = defaultdict(list)
    for each in outcomes:
        rows[each.suffix].append(each)
    ends = ("documents", "refused", "given up", "died", "failed")
    lines = [
        "| format | files | read | refused | given up | process died | reader failed | longest |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for suffix, found in [*sorted(rows.items()), ("all", list(outcomes))]:
        counts = Counter(each.end for each in found)
        told = " | ".join(str(counts[end]) for end in ends)
        longest = max((each.seconds for each in found), default=0.0)
        lines.append(f"| {suffix} | {len(found)} | {told} | {longest:.1f} s |")
    return "\n".join(lines)


def main() -> None:
    """Make the files, read them, print the table and what was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    os.environ["POLICY_QA_READ_SILENT_SECONDS"] = str(SILENT_SECONDS)
    os.environ["POLICY_QA_READ_TOTAL_SECONDS"] = str(TOTAL_SECONDS)
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="fuzz-") as name:
        folder, real = Path(name, "files"), Path(name, "real")
        folder.mkdir()
        seeds = write_seeds(real)
        watched = (Path(name), Path(index.__file__).parent)
        before = [below(each) for each in watched]
        for done, each in enumerate(fuzz(seeds, arguments.files, arguments.seed, folder), 1):
            outcomes.append(each)
            if each.end in {"given up", "died", "failed"}:
                print(f"{done} {each.suffix} {each.damage} {each.end}: {each.reason}", flush=True)
        changed = [below(each) - was for each, was in zip(watched, before, strict=True)]
    print(report(outcomes))
    print(f"seeds: {len(seeds)}; files written outside: {sum(map(len, changed))} {changed}")


if __name__ == "__main__":
    main()
