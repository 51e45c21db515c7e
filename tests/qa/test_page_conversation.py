"""The page reads what was asked before from the chat that it shows."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import gradio as gr
import pytest
from bs4 import BeautifulSoup

from qa.conversation import Conversation, Turn
from qa.page.earlier import earlier_conversation
from qa.page.escape import escape
from qa.page.handlers import Handlers
from qa.page.strings import SIMPLIFIED, words_in

if TYPE_CHECKING:
    from qa.assistant import Assistant


words = words_in(SIMPLIFIED)
# All that a handler reads of a request.
VISIT: Any = SimpleNamespace(cookies={}, headers={})


def through_the_browser(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The chat as it comes back with the next question."""
    chat = gr.Chatbot()
    return list(chat.preprocess(chat.postprocess(messages)))  # type: ignore[arg-type]


def ask(
    assistant: Assistant, question: str, chat: list[dict[str, Any]], *typed: str
) -> list[dict[str, Any]]:
    *_, news = Handlers(assistant).ask(VISIT, question, through_the_browser(chat), *typed)
    return joined(chat, news)


def joined(chat: list[dict[str, Any]], news: str) -> list[dict[str, Any]]:
    """The chat as the page's script puts a whole turn into it."""
    turn = json.loads(news)
    assert turn["whole"]
    messages = (("user", turn["question"]), ("assistant", turn["answer"]))
    return [*chat, *({"role": role, "content": html} for role, html in messages)]


def test_a_follow_up_in_the_chat_says_how_it_was_understood(by_words: Assistant) -> None:
    first = ask(by_words, "民法典第十条", [])
    assert "understood" not in first[-1]["content"]
    second = ask(by_words, "第二条呢？", first)
    note = words("understood", question="民法典第二条")
    assert f'<p class="understood">{note}</p>' in second[-1]["content"]


def test_two_visitors_never_meet(by_words: Assistant) -> None:
    mine = ask(by_words, "民法典第十条", [])
    yours = ask(by_words, "刑法第十条", [])
    assert "民法典第二条" in ask(by_words, "第二条呢？", mine)[-1]["content"]
    assert "刑法第二条" in ask(by_words, "第二条呢？", yours)[-1]["content"]
    assert 'class="understood"' not in ask(by_words, "第二条呢？", [])[-1]["content"]


def test_the_chat_keeps_each_question_and_the_document_of_its_answer(by_words: Assistant) -> None:
    answer = by_words.ask("民法典第十条")
    chat = ask(by_words, "民法典第十条", [])
    chat = ask(by_words, "“<b>1&2</b>”\n$$ 是`什么`", chat)
    found = earlier_conversation(through_the_browser(chat))
    assert found.turns[0] == Turn("民法典第十条", answer.citations[0].document_id)
    assert found.turns[1].question == "“<b>1&2</b>”\n$$ 是`什么`"


def test_a_follow_up_without_one_of_its_filters_still_follows_the_same_talk(
    by_words: Assistant,
) -> None:
    chat = ask(by_words, "民法典第十条", [])
    chat = ask(by_words, "第二条呢？", chat, "", "", "", "现行有效")
    chips = BeautifulSoup(chat[3]["content"], "html.parser").select("a.chip")
    (validity,) = (chip for chip in chips if "效力" in chip.get_text())
    chat = ask(by_words, "刑法第十条", chat)
    event = SimpleNamespace(asked=validity["href"])
    *_, (news, *_) = Handlers(by_words).ask_without(event, VISIT, through_the_browser(chat))  # type: ignore[arg-type]
    again = BeautifulSoup(joined(chat, news)[-1]["content"], "html.parser")
    assert words("understood", question="民法典第二条") in again.get_text()
    assert ["文件" in chip.get_text() for chip in again.select("a.chip")] == [True]


def test_how_a_follow_up_was_understood_is_shown_as_text(by_words: Assistant) -> None:
    chat = ask(by_words, "<img src=x onerror=alert(1)>试用期最长多久？", [])
    shown = ask(by_words, "那工资呢？", chat)[-1]["content"]
    assert escape("<img src=x onerror=alert(1)>") in shown
    assert "<img" not in shown


@pytest.mark.parametrize("content", [None, 3, [], [{"text": None}], {"path": "x"}, "", "<p></p>"])
def test_messages_that_a_visitor_changed_say_nothing(content: object) -> None:
    assert earlier_conversation([{"role": "user", "content": content}]) == Conversation()
    assert earlier_conversation([{"role": "assistant", "content": content}, {}]) == Conversation()
    forged = '<a class="cite" href="#source/../x">'
    asked = [{"role": "user", "content": "问"}, {"role": "assistant", "content": forged}]
    assert earlier_conversation(asked) == Conversation((Turn("问", ""),))
