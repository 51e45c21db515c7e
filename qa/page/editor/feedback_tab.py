"""The tab of judgements: what visitors said of answers, and its way into an evaluation."""

from __future__ import annotations

from collections.abc import Iterator  # noqa: TC003 - Gradio reads annotations
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import gradio as gr
from gradio.context import get_render_context

from index.errors import PolicyQAError
from qa.activity import Judgement
from qa.page.editor.downloads import temporary
from qa.page.editor.feedback_view import judged_answer, judged_list
from qa.page.editor.judgements import ALL_TIME, FORMATS, PERIODS, Wanted, write_file
from qa.page.editor.tables import done, empty, problem, waiting
from qa.page.language import words_for
from qa.page.strings import SIMPLIFIED, labels, words_in

if TYPE_CHECKING:
    from qa.activity import Judged
    from qa.assistant import Assistant
    from qa.page.strings import Words

# The browser saves the file at once; its link stays for a second time.
_SAVE: Final = """() => void setTimeout(
  () => document.querySelector("#feedback-download a[download]")?.click(), 300)"""
_QUIET: Final[dict[str, Any]] = {"show_progress": "hidden", "api_visibility": "private"}
_MOST_CHOSEN = 10_000


def build_feedback_tab(assistant: Assistant) -> None:
    """Lay it out in the tab that is open now. What it shows is read anew when the tab is chosen."""
    FeedbackTab(assistant)


class FeedbackTab:
    """The layout and its events. Nothing about who judged is known."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        words = words_in(SIMPLIFIED)
        outer = get_render_context()
        wanted = judgements, period, search = _filters()
        with gr.Row(elem_id="feedback-panes"):
            with gr.Column(scale=5, min_width=300):
                listed = gr.HTML(
                    waiting(words),
                    js_on_load=files("qa.page.editor").joinpath("feedback.js").read_text("utf-8"),
                    elem_id="feedback-list",
                )
            with gr.Column(scale=6, min_width=300):
                detail = gr.HTML(empty(words("feedback_choose_one")), elem_id="feedback-detail")
        form, export, note, download = _export()
        chosen: gr.State = gr.State([])

        looking = [judgements.change, period.change, search.submit, search.blur]
        if isinstance(outer, gr.Tab):
            looking.append(outer.select)
        outputs = [listed, detail, chosen, note]
        gr.on(looking, self._list, wanted, outputs, trigger_mode="always_last", **_QUIET)
        listed.open_judged(self._open, None, [detail], **_QUIET)
        listed.choose_judged(_choose, None, [chosen, note], **_QUIET)
        written = export.click(self._export, [form, chosen, *wanted], [note, download], **_QUIET)
        written.success(None, None, None, js=_SAVE)

    def _list(self, request: gr.Request, *wanted: object) -> list[Any]:
        words = words_for(request)
        activity = self._assistant.activity
        closed = empty(words("feedback_choose_one"))
        if activity is None or not activity.keeps:
            return [empty(words("feedback_not_kept")), closed, [], ""]
        try:
            found = Wanted.of(*wanted).found(activity)
            if not found and not activity.judged():
                return [empty(words("feedback_none")), closed, [], ""]
        except PolicyQAError as error:
            return [problem(words, str(error)), closed, [], ""]
        return [judged_list(words, found), closed, [], ""]

    def _open(self, event: gr.EventData, request: gr.Request) -> str:
        words = words_for(request)
        activity = self._assistant.activity
        wanted = getattr(event, "id", "")  # a browser sent it
        try:
            found = activity.judged() if activity is not None else []
            judged = next((each for each in found if each.kept.id == wanted), None)
            if judged is None:
                return empty(words("feedback_gone"))
            return judged_answer(words, judged, self._assistant.document)
        except PolicyQAError as error:
            return problem(words, str(error))

    def _export(
        self, request: gr.Request, form: str | None, chosen: list[str] | None, *wanted: object
    ) -> Iterator[tuple[str, Any]]:
        words = words_for(request)
        hidden = gr.File(visible=False)
        activity = self._assistant.activity
        if activity is None:
            yield empty(words("feedback_not_kept")), hidden
            return
        try:
            judged = _chosen(Wanted.of(*wanted).found(activity), chosen or [])
            if not judged:
                yield empty(words("feedback_none_here")), hidden
                return
            with temporary() as folder:
                file = write_file(judged, form if form in FORMATS else FORMATS[0], folder, activity)
                told = done(words("feedback_export_done", count=len(judged)))
                yield told, gr.File(value=str(file), visible=True)
        except PolicyQAError as error:
            yield problem(words, str(error)), hidden


def _filters() -> tuple[gr.CheckboxGroup, gr.Dropdown, gr.Textbox]:
    """The controls that say which judgements are listed, in the order of ``Wanted.of``."""
    with gr.Row(elem_classes="quality-bar"):
        judgements = gr.CheckboxGroup(
            choices=[(str(labels()(f"judged_{each.value}")), each.value) for each in Judgement],
            value=[each.value for each in Judgement],
            label=labels()("feedback_judgements"),
            elem_id="feedback-judgements",
            scale=4,
            min_width=300,
        )
        period = gr.Dropdown(
            choices=[(str(labels()(_period(each))), each) for each in PERIODS],
            value=ALL_TIME,
            label=labels()("feedback_period"),
            elem_id="feedback-period",
            scale=1,
            min_width=160,
        )
        search = gr.Textbox(
            label=labels()("feedback_search"),
            placeholder=labels()("feedback_search_hint"),
            max_lines=1,
            max_length=200,
            elem_id="feedback-search",
            scale=2,
            min_width=200,
        )
    return judgements, period, search


def _export() -> tuple[gr.Radio, gr.Button, gr.HTML, gr.File]:
    with gr.Row(elem_classes="quality-bar"):
        form = gr.Radio(
            choices=[(str(labels()(f"feedback_format_{each}")), each) for each in FORMATS],
            value=FORMATS[0],
            label=labels()("feedback_format"),
            info=labels()("feedback_export_note"),
            elem_id="feedback-format",
            scale=5,
            min_width=300,
        )
        export = gr.Button(
            labels()("feedback_export"),
            size="md",
            variant="primary",
            scale=1,
            min_width=120,
            elem_id="feedback-export",
        )
    note = gr.HTML("", elem_id="feedback-note")
    download = gr.File(
        label=labels()("feedback_download"),
        visible=False,
        interactive=False,
        elem_id="feedback-download",
    )
    return form, export, note, download


def _period(period: str) -> str:
    return "feedback_all_time" if period == ALL_TIME else f"week_{period}"


def _choose(event: gr.EventData, request: gr.Request) -> tuple[list[str], str]:
    """What is ticked in the list; a browser sent it."""
    words = words_for(request)
    sent = getattr(event, "ids", [])
    ids = [each for each in sent if isinstance(each, str)] if isinstance(sent, list) else []
    ids = ids[:_MOST_CHOSEN]
    return ids, _told(words, len(ids))


def _told(words: Words, count: int) -> str:
    return done(words("feedback_chosen", count=count)) if count else ""


def _chosen(found: list[Judged], chosen: list[str]) -> list[Judged]:
    """Those of ``found`` that are chosen; all of them where none is."""
    wanted = set(chosen)
    return [each for each in found if each.kept.id in wanted] if wanted else found
