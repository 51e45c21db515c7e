"""Running an evaluation against the knowledge base in use: choose data, start, watch, stop."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import gradio as gr

from index.errors import PolicyQAError
from qa.activity import Judgement
from qa.evaluate.folders import GOLDEN
from qa.evaluate.settings import Settings
from qa.page.editor.tables import done, problem
from qa.page.escape import escape
from qa.page.language import words_for
from qa.page.strings import SIMPLIFIED, labels, words_in
from qa.page.translated import said_html

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa.activity import Activity
    from qa.evaluate.folders import DataFolders
    from qa.evaluate.live import LiveEvaluation, RunState
    from qa.page.strings import Words

logger = logging.getLogger(__name__)

_JUDGED: Final = "#judged"  # no folder can be called so
_SIZES: Final = {"all": None, "100": 100, "20": 20}
_SECONDS: Final = 1.0  # between two looks at a run
_QUIET: Final[dict[str, Any]] = {"show_progress": "hidden", "api_visibility": "private"}


class RunTab:
    """The layout in the tab that is open now, and its events; ``refresh`` looks anew."""

    def __init__(
        self, run: LiveEvaluation, folders: DataFolders, activity: Callable[[], Activity | None]
    ) -> None:
        self._run = run
        self._folders = folders
        self._activity = activity
        words = words_in(SIMPLIFIED)
        self._about = gr.HTML(_about(words), elem_id="run-about")
        with gr.Row(elem_classes="quality-bar"):
            self.data = gr.Dropdown(
                choices=[], label=labels()("run_data"), scale=3, min_width=300, elem_id="run-data"
            )
            size = gr.Radio(
                choices=[(str(labels()(f"run_size_{key}")), key) for key in _SIZES],
                value="all",
                label=labels()("run_size"),
                info=labels()("run_size_note"),
                scale=3,
                min_width=300,
                elem_id="run-size",
            )
        only = gr.Checkbox(
            label=labels()("run_retrieval_only"), container=False, elem_id="run-only"
        )
        with gr.Row(elem_classes="quality-bar"):
            start = gr.Button(
                labels()("run_start"), size="md", variant="primary", elem_id="run-start"
            )
            self.stop = gr.Button(
                labels()("run_stop"), size="md", interactive=False, elem_id="run-stop"
            )
            upload = gr.UploadButton(
                str(labels()("run_upload")), size="md", file_types=[".zip"], elem_id="run-upload"
            )
        self.note = gr.HTML("", elem_id="run-note")
        self.state = gr.HTML(_state(words, run.state()), elem_id="run-state")
        self.timer = gr.Timer(_SECONDS, active=False)

        self.watched = [self.state, self.stop, self.timer]
        start.click(self._start, [self.data, size, only], [self.note, *self.watched], **_QUIET)
        self.stop.click(self._stop, None, self.watched, **_QUIET)
        self.timer.tick(self.watch, None, self.watched, **_QUIET)
        upload.upload(self._add, [upload], [self.data, self.note, upload], **_QUIET)

    @property
    def outputs(self) -> list[gr.components.Component]:
        """What ``refresh`` sets."""
        return [self._about, self.data, *self.watched]

    def refresh(self, request: gr.Request, chosen: str | None) -> list[Any]:
        """The data that there are now, and how the run stands."""
        words = words_for(request)
        return [_about(words), self._choices(words, chosen), *self.watch(request)]

    def watch(self, request: gr.Request) -> list[Any]:
        """How the run stands; looks again while there is one."""
        state = self._run.state()
        return [
            _state(words_for(request), state),
            gr.Button(interactive=state.running),
            gr.Timer(active=state.running),
        ]

    def _start(
        self, request: gr.Request, name: str | None, size: str | None, only: bool | None
    ) -> list[Any]:
        words = words_for(request)
        settings = Settings(limit=_SIZES.get(size or "all"), retrieval_only=bool(only))
        try:
            self._run.start(_called(words, name or ""), self._data(name or ""), settings)
        except PolicyQAError as error:
            return [problem(words, str(error)), *self.watch(request)]
        return ["", *self.watch(request)]

    def _stop(self, request: gr.Request) -> list[Any]:
        self._run.stop()
        return self.watch(request)

    def _data(self, name: str) -> Callable[[Path], Path]:
        """What makes the data ready; a browser sent the name. Raises InvalidDataset."""
        activity = self._activity()
        if name == _JUDGED and activity is not None:
            return lambda folder: activity.export(activity.judged(), folder / "judged")
        path = self._folders.path(name)
        return lambda _: path

    def _add(self, request: gr.Request, path: str | None) -> tuple[Any, str, None]:
        words = words_for(request)
        if not path:
            return gr.skip(), "", None
        try:
            name = self._folders.add(Path(path), Path(path).stem)
        except PolicyQAError as error:
            return gr.skip(), problem(words, str(error)), None
        return self._choices(words, name), done(words("run_upload_done", name=name)), None

    def _choices(self, words: Words, chosen: str | None) -> gr.Dropdown:
        choices = [(_called(words, each.name), each.name) for each in self._folders.all()]
        activity = self._activity()
        judged = activity.judged() if activity is not None else []
        useful = sum(each.judgement is Judgement.USEFUL for each in judged)
        if useful:  # the others have no known answer yet
            choices.append((words("run_judged", count=useful), _JUDGED))
        names = [name for _, name in choices]
        return gr.Dropdown(
            choices=choices, value=chosen if chosen in names else next(iter(names), None)
        )


def _called(words: Words, name: str) -> str:
    """What data are called to people; also the beginning of their report's name."""
    if name == _JUDGED:
        return words("run_judged_short")
    return words("run_golden") if name == GOLDEN else name


def _about(words: Words) -> str:
    return f'<p class="quality-note">{words("run_about")}</p>'


def _state(words: Words, state: RunState) -> str:
    """How a run stands, or how the last one ended."""
    about = escape(state.about)
    left_out = words("run_left_out", count=state.left_out) if state.left_out else ""
    if state.running and not state.total:
        return _progress(words, words("run_preparing", about=about), "")
    counted = {"about": about, "done": state.done, "seconds": state.seconds}
    if state.running:
        value = f'value="{state.done}" max="{state.total}"'
        text = words("run_running", total=state.total, **counted) + left_out
        return _progress(words, text, value)
    if state.kept:
        return f'<p class="quality-done" role="status">{words("run_done", **counted)}{left_out}</p>'
    if state.stopped:
        return f'<p class="quality-note" role="status">{words("run_stopped", about=about)}</p>'
    if state.failed:
        why = said_html(words, state.error) if state.error else words("run_unexpected")
        title = words("run_failed", about=about)
        return f'<div class="problem" role="alert"><p class="notice-title">{title}</p><p>{why}</p></div>'
    return f'<p class="quality-note">{words("run_idle")}</p>'


def _progress(words: Words, text: str, value: str) -> str:
    return (
        f'<div class="run-progress"><progress aria-label="{words("run_progress")}" {value}></progress>'
        f"<p>{text}</p></div>"
    )
