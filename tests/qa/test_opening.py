"""The assistant that a page opens: samples in, vectors made, all in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING

import qa.opening
from qa.opening import SAMPLES_PENDING, open_assistant

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest


def test_samples_whose_import_was_cut_short_are_completed_at_the_next_start(
    wait_until: Callable[[Callable[[], bool]], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for number in range(40):
        (files / f"{number}.txt").write_text(
            f"规定{number}\n第{number}号停车场夜间免费。\n", "utf-8"
        )
    monkeypatch.setattr(qa.opening, "sample_paths", lambda: [files])
    home = tmp_path / "home"
    first = open_assistant(home)
    wait_until(lambda: first.state().documents > 0)
    first.close()
    again = open_assistant(home)
    try:
        wait_until(lambda: again.state().documents == 40)
        wait_until(lambda: not (home / SAMPLES_PENDING).exists())
        assert again.failure() is None
    finally:
        again.close()


def test_a_knowledge_base_of_ones_own_gets_no_samples(
    wait_until: Callable[[Callable[[], bool]], None], tmp_path: Path
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("停车规定\n夜间停车免费。\n", "utf-8")
    home = tmp_path / "home"
    assistant = open_assistant(home, background=False)
    assistant.knowledge_base.add([file], encode=False)
    assistant.close()
    served = open_assistant(home)
    try:
        wait_until(lambda: not served.importing())
        assert served.state().documents == 1
        assert not (home / SAMPLES_PENDING).exists()
    finally:
        served.close()
