"""Files that should never be opened, read as an import reads them: nothing breaks, the reason is told."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from index.errors import UnreadableFile
from index.knowledge_base import KnowledgeBase
from index.readers import child as reading
from index.readers.child import read_in_child
from index.types import Progress, Skipped, SourceDocument
from tests.formats.hostile_corpus import docx, hostile_files, packed, pdf_of_pages, sparse
from tests.formats.recovered import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from index.encoder import Encoder

SECRET = "机密内容不得外泄"
LONGEST = 45.0  # seconds
HOSTILE = sorted(hostile_files(Path("/secret")))


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a secret beside those that files are read from; nothing is to change in it."""
    folder = tmp_path_factory.mktemp("guarded")
    (folder / "secret.txt").write_text(SECRET, encoding="utf-8")
    return folder


@pytest.fixture(scope="module", autouse=True)
def _limits() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLICY_QA_READ_SILENT_SECONDS", "20")
        patch.setenv("POLICY_QA_READ_TOTAL_SECONDS", "30")
        patch.setenv("POLICY_QA_READ_MEMORY_MB", "3072")
        yield


def tried(path: Path, stop: threading.Event | None = None) -> tuple[list[SourceDocument], str]:
    """The documents, and all that is said of what was not read."""
    documents, reasons = [], []
    try:
        for item in read_in_child(path, stop):
            if isinstance(item, SourceDocument):
                documents.append(item)
            elif isinstance(item, Skipped):
                reasons.append(item.reason)
    except UnreadableFile as error:
        reasons.append(str(error))
    return documents, "\n".join(reasons)


def below(folder: Path) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(folder)): (path.lstat().st_size, path.lstat().st_mtime_ns)
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason_in_time(
    guarded: Path, tmp_path: Path, name: str
) -> None:
    make, expected = hostile_files(guarded / "secret.txt")[name]
    path = tmp_path / name
    path.write_bytes(make())
    before = below(guarded), below(tmp_path)
    start = time.monotonic()
    documents, reason = tried(path)
    assert time.monotonic() - start < LONGEST
    assert re.search(expected, reason), reason
    assert reason.startswith(name)
    assert SECRET not in reason + "".join(map(text_of, documents))
    assert (below(guarded), below(tmp_path)) == before


@pytest.mark.parametrize("name", ["外.html", "外.mht", "外.md", "外.xml.html"])
def test_a_page_with_entities_does_not_read_other_files(
    guarded: Path, tmp_path: Path, name: str
) -> None:
    secret = (guarded / "secret.txt").as_uri()
    path = tmp_path / name
    head = f'<!DOCTYPE html [<!ENTITY a SYSTEM "{secret}">]>'
    path.write_text(
        f"{head}<html><body><p>正文在此，供暖时间不变。&a;</p><iframe src='{secret}'></iframe>"
        f"<object data='{secret}'></object><img src='{secret}'></body></html>",
        encoding="utf-8",
    )
    documents, reason = tried(path)
    assert reason == "" or reason.startswith(name)
    assert all(SECRET not in text_of(each) for each in documents)


@pytest.mark.parametrize("tag", ["div", "table><tr><td", "b"])
def test_a_page_that_is_nested_100_000_levels_deep_is_read_or_refused(
    tmp_path: Path, tag: str
) -> None:
    path = tmp_path / "深.html"
    path.write_text(
        "<html><body><p>浅处的正文。</p>" + f"<{tag}>" * 100_000 + "底", encoding="utf-8"
    )
    start = time.monotonic()
    documents, reason = tried(path)
    assert time.monotonic() - start < LONGEST
    assert ("浅处的正文" in "".join(map(text_of, documents))) != bool(reason)


def test_the_next_file_is_read_after_each_that_was_given_up(tmp_path: Path) -> None:
    good = tmp_path / "好.txt"
    good.write_text("关于供暖的通知\n供暖时间不变。", encoding="utf-8")
    for name, data in (("万页.pdf", pdf_of_pages(10_000)), ("坏.docx", docx("")[:100])):
        (tmp_path / name).write_bytes(data)
        assert tried(tmp_path / name)[1]
        documents, reason = tried(good)
        assert (len(documents), reason) == (1, "")


@pytest.mark.parametrize("suffix", [".txt", ".pdf", ".zip", ".docx", ".html", ".png"])
def test_a_file_of_500_mb_is_refused_at_once(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"大{suffix}"
    sparse(path, 500 * 2**20)
    start = time.monotonic()
    documents, reason = tried(path)
    assert time.monotonic() - start < 10
    assert not documents
    assert "500 MB，超过上限 200 MB" in reason


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes in folders here")
@pytest.mark.parametrize("suffix", [".txt", ".pdf", ".zip", ".docx", ""])
def test_a_pipe_and_a_device_are_not_waited_for(tmp_path: Path, suffix: str) -> None:
    pipe = tmp_path / f"管道{suffix}"
    os.mkfifo(pipe)
    device = tmp_path / f"设备{suffix}"
    device.symlink_to("/dev/zero")
    for path in (pipe, device):
        start = time.monotonic()
        documents, reason = tried(path)
        assert time.monotonic() - start < 10
        assert not documents
        assert reason.startswith(path.name)


def test_links_that_go_round_are_told(tmp_path: Path) -> None:
    first, second = tmp_path / "甲.txt", tmp_path / "乙.txt"
    first.symlink_to(second)
    second.symlink_to(first)
    documents, reason = tried(first)
    assert not documents
    assert reason.startswith("甲.txt")


# What a file could do that has taken over the process which reads it. Python reads this module in
# every process that is started with its folder on the path: a reader is put in the place of ours.
ROGUE = """
import os, sys, signal, stat, subprocess, time
if "index.readers.worker" in " ".join(sys.orig_argv):
    from index.readers import text
    from index.readers.signs import sign_of_life
    from index.types import Block, SourceDocument

    def answers():
        return [fd for fd in range(3, 30) if _is_pipe(fd)]

    def _is_pipe(fd):
        try:
            return stat.S_ISFIFO(os.fstat(fd).st_mode)
        except OSError:
            return False

    def say(data):
        for fd in answers():
            try:
                os.write(fd, data)
            except OSError:
                pass

    def rogue(path):
        what = path.read_text().strip()
        if what == "die in the middle":
            yield document(path, "前")
            say(b'{"source": "')
            os.kill(os.getpid(), signal.SIGKILL)
        elif what.startswith("say "):
            say(what[4:].encode() + b"\\n")
            time.sleep(60)
        elif what == "one line without end":
            while True:
                say(b"x" * 65536)
        elif what == "signs without end":
            while True:
                sign_of_life(1, 2, "页")
        elif what == "documents without end":
            while True:
                yield document(path, "又")
        elif what == "sleep":
            time.sleep(600)
        elif what == "grandchild":
            started = subprocess.Popen(["sleep", "600"])
            yield document(path, str(started.pid))
            time.sleep(600)
        elif what == "surroundings":
            yield document(path, repr(dict(os.environ)))
        elif what == "print":
            print("{\\"end\\": \\"done\\"}", flush=True)
            os.system("echo garbage; cat")
            yield document(path, "仍在")
        elif what == "memory":
            kept = []
            while True:
                kept.append(bytes(2**26))
        elif what == "large file":
            with open("large", "wb") as file:
                file.truncate(2**31)
            yield document(path, "写完")
        elif what == "stay":
            yield document(path, str(os.getpid()))

    def document(path, text):
        return SourceDocument(str(path.resolve()), "题", (Block(text),))

    text.read_text = rogue
"""


@pytest.fixture
def rogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Path]]:
    """Gives a file that makes the process which reads it do something."""
    folder = tmp_path / "code"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(ROGUE, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.setenv("POLICY_QA_READ_SILENT_SECONDS", "2")
    monkeypatch.setenv("POLICY_QA_READ_TOTAL_SECONDS", "4")
    reading._end_idle()

    def make(what: str) -> Path:
        path = tmp_path / "文.txt"
        path.write_text(what, encoding="utf-8")
        return path

    yield make
    reading._end_idle()


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("die in the middle", "意外终止"),
        ("say \x00 no json", "意外终止"),
        ("say 5", "意外终止"),
        ("say " + "[" * 100_000, "意外终止"),
        ('say {"skipped": ["/etc/passwd", "x"]}', "意外终止"),
        ('say {"end": ["refused"]}', "意外终止"),
        ("sleep", "2 秒没有进展"),
        ("signs without end", "超过 4 秒"),
        ("memory", "内存"),
        ("large file", "系统出错"),
    ],
)  # fmt: skip
def test_a_process_that_was_taken_over_costs_one_file(
    rogue: Callable[[str], Path], what: str, expected: str
) -> None:
    start = time.monotonic()
    documents, reason = tried(rogue(what))
    assert time.monotonic() - start < 25
    assert expected in reason
    assert reason.startswith("文.txt")
    assert len(documents) == (what == "die in the middle")


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"sign": 5},
        {"sign": ["a", 1, ""]},
        {"png": "?"},
        {"source": "a"},
        {"skipped": []},
        {"skipped": ["/etc/passwd", "x"]},
        {"skipped": ["/文.txt.other", "x"]},
    ],
)
def test_an_answer_that_no_reader_gives_is_no_document(answer: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        reading._understood(answer, Path("/文.txt"))


def test_a_line_without_end_does_not_fill_the_memory_of_the_one_who_asks(
    rogue: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_LONGEST_ANSWER", 2**20)
    _, reason = tried(rogue("one line without end"))
    assert "意外终止" in reason


def test_documents_without_end_stop_in_time_or_when_asked(rogue: Callable[[str], Path]) -> None:
    stop = threading.Event()
    found = 0
    for _ in read_in_child(rogue("documents without end"), stop):
        found += 1
        if found == 50:
            stop.set()
    assert found <= 51


def test_the_time_of_the_one_who_takes_the_documents_does_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLICY_QA_READ_TOTAL_SECONDS", "1")
    path = tmp_path / "多.jsonl"
    path.write_text('{"text": "正文。"}\n' * 40, encoding="utf-8")
    documents = 0
    for item in read_in_child(path):
        time.sleep(0.05)
        documents += isinstance(item, SourceDocument)
    assert documents == 40


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_what_it_started_ends_with_it(rogue: Callable[[str], Path]) -> None:
    documents, reason = tried(rogue("grandchild"))
    assert "没有进展" in reason
    (pid,) = (int(text_of(each)) for each in documents)
    for _ in range(50):
        if not is_running(pid):
            return
        time.sleep(0.1)
    pytest.fail("the grandchild still runs")


def test_it_knows_no_secret_of_its_surroundings(
    rogue: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-verysecret")
    monkeypatch.setenv("POLICY_QA_EDITOR_PASSWORD", "sk-too")
    (document,), reason = tried(rogue("surroundings"))
    assert reason == ""
    assert "sk-" not in text_of(document)


def test_what_is_printed_or_read_by_programs_does_not_come_between(
    rogue: Callable[[str], Path],
) -> None:
    documents, reason = tried(rogue("print"))
    assert (reason, [text_of(each) for each in documents]) == ("", ["仍在"])


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_one_that_died_while_it_waited_is_not_used_again(rogue: Callable[[str], Path]) -> None:
    path = rogue("stay")
    (first,), _ = tried(path)
    os.kill(int(text_of(first)), 9)
    while is_running(int(text_of(first))):
        time.sleep(0.05)
    time.sleep(0.2)
    (second,), reason = tried(path)
    assert reason == ""
    assert text_of(second) != text_of(first)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_it_ends_when_the_one_who_asks_is_killed(rogue: Callable[[str], Path]) -> None:
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom index.readers.child import read_in_child\n"
        "for item in read_in_child(Path(sys.argv[1])):\n"
        "    print(item.blocks[0].text, flush=True)\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    path = rogue("grandchild")
    root = str(Path(__file__).parents[2])
    surroundings = os.environ | {"PYTHONPATH": f"{root}:{os.environ['PYTHONPATH']}"}
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], env=surroundings, capture_output=True, check=False
    )
    pid = int(done.stdout)
    for _ in range(60):
        if not is_running(pid):
            return
        time.sleep(0.1)
    pytest.fail("what was started still runs")


def test_an_import_can_be_stopped_while_a_file_hangs(rogue: Callable[[str], Path]) -> None:
    stop = threading.Event()
    threading.Timer(0.5, stop.set).start()
    start = time.monotonic()
    documents, reason = tried(rogue("sleep"), stop)
    assert (documents, reason) == ([], "")
    assert time.monotonic() - start < 20  # the process starts before it looks


def test_an_import_goes_on_after_hostile_files_and_says_why(
    tmp_path: Path, encoder: Encoder
) -> None:
    folder = tmp_path / "来文"
    folder.mkdir()
    hostile = hostile_files(tmp_path / "none")
    names = ["四十二.zip", "笑.docx", "环.pdf", "空白.txt"]
    for name in names:
        (folder / name).write_bytes(hostile[name][0]())
    for n in range(3):
        (folder / f"通知{n}.txt").write_text(
            f"关于供暖的通知\n供暖时间第{n}次不变。", encoding="utf-8"
        )
    with KnowledgeBase.open(tmp_path / "home", encoder=encoder) as knowledge_base:
        summary = knowledge_base.add([folder], encode=False)
    assert len(summary.added) == 3
    reasons = {each.source: each.reason for each in summary.skipped}
    for name in names:
        assert any(source.startswith(str(folder / name)) for source in reasons), name
    assert all(reason for reason in reasons.values())
    assert len(reasons) < 120


def test_signs_of_life_come_through(tmp_path: Path) -> None:
    path = tmp_path / "包.zip"
    path.write_bytes(packed({f"{n}.txt": "正文。" for n in range(12)}))
    signs = [item for item in read_in_child(path) if isinstance(item, Progress)]
    assert [(sign.done, sign.total, sign.label) for sign in signs] == [
        (n, 12, "个文件") for n in range(1, 13)
    ]
