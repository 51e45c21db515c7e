"""What a visitor says of an answer is kept for the editors, can be changed, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qa.activity import Activity, Judgement
from qa.page.strings import SIMPLIFIED, words_in
from tests.page.visitor import OFF_TOPIC, QUESTION

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.page.visitor import Visitor

pytestmark = pytest.mark.browser
words = words_in(SIMPLIFIED)


def judgements(home: Path, question: str) -> list[Judgement]:
    activity = Activity.open(home)
    found = [each for each in activity.judged() if each.kept.answer.question == question]
    activity.close()
    return [each.judgement for each in found]


def test_an_answer_is_judged_changed_and_taken_back_with_the_keyboard(
    visit: Callable[..., Visitor], home: Path, tmp_path: Path
) -> None:
    visitor = visit((320, 640))
    asked = f"{QUESTION}？"
    visitor.ask(asked)
    row = visitor.page.locator(".judging")
    row.locator("summary").focus()
    visitor.page.keyboard.press("Enter")
    assert row.get_by_text(words("judge_hint")).is_visible()
    visitor.page.screenshot(path=tmp_path / "reasons.png")
    assert visitor.sideways() <= 0
    row.get_by_role("link", name=words("judge_outdated")).focus()
    visitor.page.keyboard.press("Enter")
    chosen = row.locator(".chosen")
    chosen.wait_for()
    assert chosen.inner_text().startswith(words("judge_outdated"))
    assert words("judge_chosen") in (chosen.text_content() or "")
    assert judgements(home, asked) == [Judgement.OUTDATED]
    visitor.page.wait_for_function("document.activeElement.closest('.judging')")
    visitor.page.reload()
    chosen.wait_for()
    row.get_by_role("link", name=words("judge_useful"), exact=True).press("Enter")
    visitor.page.locator(".judge-yes .chosen").wait_for()
    assert judgements(home, asked) == [Judgement.USEFUL]
    row.get_by_role("link", name=words("judge_withdraw")).press("Enter")
    chosen.wait_for(state="detached")
    assert judgements(home, asked) == []
    assert visitor.sideways() <= 0
    assert visitor.errors == []


def test_a_refusal_is_judged_by_what_can_be_wrong_with_it(
    visit: Callable[..., Visitor], home: Path
) -> None:
    visitor = visit()
    asked = f"{OFF_TOPIC}？"
    visitor.ask(asked)
    row = visitor.page.locator(".judging")
    row.locator("summary").click()
    reasons = row.locator(".reasons a")
    assert reasons.all_inner_texts() == [words("judge_not_found"), words("judge_wrong")]
    reasons.first.click()
    row.locator(".chosen").wait_for()
    assert judgements(home, asked) == [Judgement.NOT_FOUND]
    assert row.locator(".reasons a, .reasons strong").count() == 2


def test_a_forged_judgement_changes_nothing(visit: Callable[..., Visitor], home: Path) -> None:
    visitor = visit()
    visitor.ask(QUESTION)
    link = visitor.page.locator(".judge-yes a")
    id_ = (link.get_attribute("href") or "").split("/")[1]
    for forged in (f"#judge/{id_}/brilliant", "#judge/../useful", f"#judge/{'A' * 22}/useful"):
        # In one step: between two the page may draw the row anew.
        link.evaluate("(link, address) => { link.href = address; link.click(); }", forged)
    visitor.page.get_by_text(words("judge_gone")).wait_for()
    assert id_ not in _judged_ids(home)
    assert visitor.page.locator(".chosen").count() == 0
    assert visitor.errors == []


def _judged_ids(home: Path) -> set[str]:
    activity = Activity.open(home)
    found = {each.kept.id for each in activity.judged()}
    activity.close()
    return found
