"""The command line as a process of its own: what only a process shows."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

# Tests that run in the background of a shell ignore SIGINT, and what they start would, too.
PROGRAM = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from qa.cli import main; main()"
)
POLICY_QA = [sys.executable, "-c", PROGRAM]
HEAVY = ("torch", "transformers", "sentence_transformers", "gradio")


def environment(home: Path) -> dict[str, str]:
    return os.environ | {"POLICY_QA_HOME": str(home), "PYTHONWARNINGS": "error"}


def run(home: Path, *arguments: str | bytes | Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*POLICY_QA, *arguments],
        env=environment(home),
        capture_output=True,
        check=False,
        timeout=300,
    )


def start(home: Path, *arguments: str | Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*POLICY_QA, *arguments],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, founding_page: Path) -> Path:
    """The founding page with its vectors."""
    folder = tmp_path_factory.mktemp("process") / "home"
    added = run(folder, "add", founding_page, "--json")
    assert added.returncode == 0, added.stderr.decode()
    return folder


def test_add_encodes_and_ask_answers_with_nothing_but_json_on_standard_output(home: Path) -> None:
    info = json.loads(run(home, "info", "--json").stdout)
    assert info["encoded_sentences"] == info["sentences"] > 0
    asked = run(home, "ask", "联系电话是多少", "--json")
    assert asked.returncode == 0, asked.stderr.decode()
    answer = json.loads(asked.stdout)
    assert answer["citations"]
    assert "\\u" not in asked.stdout.decode()


def test_reindex_makes_every_vector_anew(home: Path) -> None:
    before = json.loads(run(home, "info", "--json").stdout)
    made = json.loads(run(home, "reindex", "--json").stdout)
    assert made == {
        "encoded_sentences": before["sentences"],
        "model": before["model"],
        "dimension": before["dimension"],
    }


def test_another_model_is_refused_with_what_to_run(home: Path, tmp_path: Path) -> None:
    result = run(home, "ask", "联系电话是多少", "--model", tmp_path)
    assert result.returncode == 1
    message = result.stderr.decode()
    assert "policy-qa reindex" in message
    assert "Traceback" not in message
    assert run(home, "info").returncode == 0


@pytest.mark.parametrize("command", ["['--help']", "['list']", "['info', '--json']"])
def test_what_needs_no_model_loads_none(command: str, home: Path) -> None:
    program = (
        "import sys; sys.argv[1:] = " + command + "\n"
        "from qa.cli import main\n"
        "try: main()\n"
        f"except SystemExit: print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], env=environment(home), capture_output=True, check=True
    )
    assert result.stdout
    assert result.stderr.decode().strip() == "[]"


@pytest.mark.parametrize("arguments", [["list"], ["list", "--json"], ["info"], ["--help"]])
def test_a_reader_that_goes_away_is_no_error_message(arguments: list[str], home: Path) -> None:
    process = start(home, *arguments)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()  # long before Python has started
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(timeout=60) in {0, 1}


def test_interrupting_an_import_is_exit_code_130_and_loses_nothing_finished(tmp_path: Path) -> None:
    lines = [
        json.dumps({"id": f"d{n}", "title": f"第{n}号通知", "text": "各单位应当遵照执行。" * 50})
        for n in range(20_000)
    ]
    (tmp_path / "many.jsonl").write_text("\n".join(lines), encoding="utf-8")
    home = tmp_path / "home"
    process = start(home, "add", "--no-encode", tmp_path / "many.jsonl")
    deadline = time.monotonic() + 60
    while not documents(home) and time.monotonic() < deadline:
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    output, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "新增" in output.decode()  # what it did until then
    assert error.decode() == (
        "正在停止，已导入的都会保留。再按一次 Ctrl-C 立即中断。\n"
        "已取消。再次运行同一条命令会从这里继续。\n"
    )
    info = json.loads(run(home, "info", "--json").stdout)
    rows = json.loads(run(home, "list", "--json").stdout)
    assert 0 < info["documents"] == len(rows) < 20_000


def documents(home: Path) -> int:
    if not (home / "knowledge.db").exists():
        return 0
    result = run(home, "info", "--json")
    return int(json.loads(result.stdout)["documents"]) if result.returncode == 0 else 0


def test_a_port_that_is_taken_is_one_line(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = subprocess.run(
            [*POLICY_QA, "serve", "--port", str(port)],
            # Gradio's own imports warn of deprecations
            env=os.environ | {"POLICY_QA_HOME": str(home)},
            capture_output=True,
            check=False,
            timeout=300,
        )
    assert result.returncode == 1
    message = result.stderr.decode()
    assert f"127.0.0.1:{port}" in message
    assert "--port" in message
    assert "Traceback" not in message


@pytest.mark.skipif(sys.platform == "win32", reason="arguments are text there")
def test_an_argument_that_is_no_utf8_breaks_nothing(home: Path) -> None:
    for command in ("ask", "search"):
        result = run(home, command, b"\xff\xfe\xb5\xe7\xbb\xb0", "--json")
        assert b"Traceback" not in result.stderr
        assert result.returncode in {0, 1, 3}
    missing = run(home, "add", b"\xff.txt", "--json")
    assert missing.returncode == 1
    assert b"Traceback" not in missing.stderr


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_json_is_json_whatever_the_encoding_of_the_terminal(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.txt"
    file.write_text("停车😀规定é\n夜间停车免费。\n", "utf-8")
    home = tmp_path / "home"
    run(home, "add", file, "--no-encode")
    listed = subprocess.run(
        [*POLICY_QA, "list", "--json"],
        env=environment(home) | {"PYTHONIOENCODING": encoding},
        capture_output=True,
        check=True,
        timeout=300,
    )
    values = json.loads(listed.stdout.decode(encoding))
    assert "停车😀规定é" in json.dumps(values, ensure_ascii=False)
