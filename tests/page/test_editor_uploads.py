"""Files handed in: named safely, told before they replace, never lost by a crash."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from index import KnowledgeBase
from qa.page.editor.file_names import safe_name
from qa.page.editor.imports import Imports, Stage
from qa.page.editor.listing import Listing, Wanted
from qa.page.editor.uploads import Fate, Same, Uploads

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEXT = "关于{0}的通知\n第一条 {0}每年办理一次，由市民政局负责。\n"


@pytest.fixture
def kb(tmp_path: Path) -> Iterator[KnowledgeBase]:
    with KnowledgeBase.open(tmp_path / "home") as opened:
        yield opened


def given(folder: Path, name: str, text: str) -> tuple[Path, str]:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(text, "utf-8")
    return path, name


def finished(imports: Imports) -> Stage:
    while imports.running():
        time.sleep(0.02)
    run = imports.current()
    assert run is not None
    return run.stage


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("a\\b\\通知.HTML", "通知.html"),
        ("x\u202etxt.md", "xtxt.md"),
        (".hidden.txt", "hidden.txt"),
        ("a\x00b#c.txt", "ab c.txt"),
        ("", "document"),
        ("关于《办法》（2023）.txt", "关于《办法》（2023）.txt"),
    ],
)
def test_a_name_can_lead_nowhere_else(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_long_name_keeps_its_suffix() -> None:
    name = safe_name("长" * 300 + ".txt")
    assert name.endswith("长.txt")
    assert len(name.encode()) <= 180


def test_what_cannot_be_imported_is_said_before(tmp_path: Path) -> None:
    files = [
        given(tmp_path, name, text)
        for name, text in [
            ("a.docx", "x"),
            ("b.exe", "x"),
            ("b.rar", "x"),
            ("c.txt", ""),
            ("d.txt", "x"),
        ]
    ]
    files.append(given(tmp_path, "e.txt", "字" * 8_000_000))
    planned = Uploads(tmp_path / "home").plan(files, lambda _: False)
    assert [each.reason for each in planned] == [
        "",
        "upload_refused_suffix",
        "upload_refused_suffix",
        "upload_refused_empty",
        "",
        "upload_refused_size",
    ]


def test_a_file_of_the_same_name_replaces_only_when_that_was_said(
    tmp_path: Path, kb: KnowledgeBase
) -> None:
    imports = Imports(kb)
    assert imports.start(imports.plan([given(tmp_path, "a.txt", TEXT.format("低保"))]))
    assert finished(imports) is Stage.DONE
    (id_,) = kb.titles()
    again = [given(tmp_path, "a.txt", TEXT.format("社保"))]
    (planned,) = imports.plan(again)
    assert planned.fate is Fate.REPLACES
    assert imports.uploads.decided([planned], Same.SKIP)[0].fate is Fate.REFUSED
    (both,) = imports.uploads.decided([planned], Same.BOTH)
    assert both.name == "a (2).txt"
    assert imports.start(imports.uploads.decided([planned], Same.REPLACE))
    assert finished(imports) is Stage.DONE
    assert "社保" in kb.document(id_).text
    assert (imports.uploads.folder / "a.txt").read_text("utf-8") == TEXT.format("社保")
    assert imports.uploads.waiting() == []


def test_a_replacement_that_cannot_be_read_leaves_what_was_there(
    tmp_path: Path, kb: KnowledgeBase
) -> None:
    imports = Imports(kb)
    imports.start(imports.plan([given(tmp_path, "a.txt", TEXT.format("低保"))]))
    finished(imports)
    broken = tmp_path / "a.txt"
    broken.write_bytes(bytes(range(256)) * 20)
    imports.start(imports.plan([(broken, "a.txt")]))
    finished(imports)
    run = imports.current()
    assert run is not None
    assert len(run.summary.skipped) == 1
    assert (imports.uploads.folder / "a.txt").read_text("utf-8") == TEXT.format("低保")
    assert list(kb.titles().values()) == ["关于低保的通知"]


def test_a_second_import_is_refused_while_one_runs_and_a_stopped_one_can_be_gone_on_with(
    tmp_path: Path, kb: KnowledgeBase
) -> None:
    imports = Imports(kb)
    files = [given(tmp_path, f"{n:03d}.txt", TEXT.format(f"{n}号事项")) for n in range(120)]
    assert imports.start(imports.plan(files))
    assert not imports.start()
    while not kb.state().documents:
        time.sleep(0.01)
    imports.cancel()
    assert finished(imports) is Stage.CANCELLED
    waiting = imports.uploads.waiting()
    assert waiting
    assert kb.state().documents + len(waiting) >= 120
    assert imports.start()
    assert finished(imports) is Stage.DONE
    assert kb.state().documents == 120
    assert imports.uploads.waiting() == []


_IMPORTING = """
import sys
from pathlib import Path
from index import KnowledgeBase
from qa.page.editor.file_names import safe_name
from qa.page.editor.imports import Imports
with KnowledgeBase.open(sys.argv[1]) as kb:
    imports = Imports(kb)
    imports.start(imports.plan([(path, path.name) for path in Path(sys.argv[2]).iterdir()]))
    while imports.running():
        print(imports.current().done, flush=True)
"""


def test_killing_an_import_loses_no_document_that_was_told_and_the_rest_can_be_imported(
    tmp_path: Path, kb: KnowledgeBase, repository: Path
) -> None:
    for number in range(150):
        given(tmp_path / "files", f"{number:03d}.txt", TEXT.format(f"{number}号事项"))
    command = [sys.executable, "-c", _IMPORTING, str(kb.folder), str(tmp_path / "files")]
    told = 0
    with subprocess.Popen(command, cwd=repository, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            told = int(line)
            if told >= 5:
                process.send_signal(signal.SIGKILL)
                break
    assert told >= 5
    here = kb.state().documents
    assert told <= here < 150
    imports = Imports(kb)
    assert len(imports.uploads.waiting()) == 150
    assert imports.start()
    assert finished(imports) is Stage.DONE
    run = imports.current()
    assert run is not None
    assert len(run.summary.unchanged) == here
    assert kb.state().documents == 150
    assert imports.uploads.waiting() == []


def test_what_a_crash_left_can_be_given_up(tmp_path: Path, kb: KnowledgeBase) -> None:
    uploads = Imports(kb).uploads
    uploads.accept(uploads.plan([given(tmp_path, "a.txt", TEXT.format("低保"))], lambda _: False))
    uploads.begin()
    imports = Imports(kb)
    assert imports.uploads.waiting() == ["a.txt"]
    assert imports.give_up()
    assert finished(imports) is Stage.DONE
    assert imports.uploads.waiting() == []
    assert not (uploads.folder / "a.txt").exists()
    assert kb.state().documents == 0


def test_the_list_is_searched_sorted_narrowed_and_cut_into_pages(
    tmp_path: Path, kb: KnowledgeBase
) -> None:
    files = [given(tmp_path, f"{n:03d}.txt", TEXT.format(f"{n}号事項")) for n in range(60)]
    numbered = given(tmp_path, "x.txt", "关于节水的通知\n义政发〔2023〕8号\n第一条 节约用水。\n")
    kb.add([path for path, _ in (*files, numbered)], encode=False)
    listing = Listing(kb)
    first = listing.page(Wanted())
    assert (first.found, first.pages, len(first.rows)) == (61, 2, 50)
    assert listing.page(Wanted(page=9)).wanted.page == 2
    assert listing.page(Wanted(text="7号事项")).found == 6  # 7, 17 … 57, in either script
    assert [row.title for row in listing.page(Wanted(text="义政发[2023]8号")).rows] == [
        "关于节水的通知"
    ]
    assert listing.page(Wanted(status="ready")).found == 0
    titles = [row.title for row in listing.page(Wanted().sorted_by("title")).rows]
    assert titles == sorted(titles)
    with pytest.raises(ValueError, match="title"):
        Wanted().sorted_by("id; DROP TABLE")
