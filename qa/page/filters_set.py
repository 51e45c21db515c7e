"""The filters that are set for the next question, as chips above its box."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Final

from index.errors import InvalidSetting
from index.places import places_called
from qa.filter_values import first_day, last_day
from qa.page.asked import Typed
from qa.page.escape import escape

if TYPE_CHECKING:
    from qa.page.strings import Words

_DATES: Final = ("since", "until", "as_of")


def set_chips(words: Words, typed: Typed) -> str:
    """A chip with a button for each filter that is set, as HTML; one that cannot hold says why."""
    wrong = wrong_filters(words, typed)
    chips = "".join(
        _chip(words, field.name, value, wrong.get(field.name, ""))
        for field in fields(Typed)
        if (value := getattr(typed, field.name))
    )
    if not chips:
        return f'<p class="none-set">{words("filters_none")}</p>'
    return f'<ul class="set" aria-label="{words("filters_set")}">{chips}</ul>'


def wrong_filters(words: Words, typed: Typed) -> dict[str, str]:
    """Why a filter that was typed cannot hold, by its field; empty where all can."""
    wrong: dict[str, str] = {}
    days = {}
    for name in _DATES:
        value = getattr(typed, name)
        try:
            days[name] = value and (first_day if name == "since" else last_day)(value)
        except InvalidSetting:
            wrong[name] = words("filter_wrong_day", field=words(f"filter_{name}"), value=value)
    if days.get("since") and days.get("until") and days["since"] > days["until"]:
        wrong["until"] = words("filter_wrong_order", first=typed.since, last=typed.until)
    if typed.place and not places_called(typed.place):
        wrong["place"] = words("filter_wrong_place", value=typed.place)
    return wrong


def _chip(words: Words, name: str, value: str, wrong: str) -> str:
    label = escape(words(f"filter_set_{name}", value=value))
    remove = escape(words("filter_unset", filter=words(f"filter_{name}")))
    why = f'<span class="why-wrong">{escape(wrong)}</span>' if wrong else ""
    text = why or f"<bdi>{label}</bdi>"
    return (
        f'<li class="chip{" wrong" if wrong else ""}">{text}'
        f'<button type="button" class="unset" data-field="{name}" aria-label="{remove}"'
        f' title="{remove}">×</button></li>'
    )
