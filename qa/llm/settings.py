"""Which language model to ask, read from the environment."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from index.errors import InvalidSetting

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "POLICY_QA_LLM_"
TIMEOUT, RETRIES, MAX_TOKENS = 30.0, 1, 1024


@dataclass(frozen=True, slots=True)
class LLMSettings:
    """An OpenAI-compatible endpoint and how patient to be with it.

    ``base_url`` ends where the API begins (``http://127.0.0.1:8000/v1``). ``api_key`` may be ""
    and is never shown. ``timeout`` is in seconds for the whole answer, retries included;
    ``retries`` counts those after the first request; ``max_tokens`` bounds what is written.
    ``extra`` goes into the body of each request: ``{"chat_template_kwargs": {"enable_thinking":
    false}}`` keeps some models from thinking aloud, ``{"temperature": 1}`` suits those that refuse 0.
    """

    base_url: str
    model: str
    api_key: str = field(default="", repr=False)
    timeout: float = TIMEOUT
    retries: int = RETRIES
    max_tokens: int = MAX_TOKENS
    extra: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def from_environment(cls) -> LLMSettings | None:
        """Read POLICY_QA_LLM_BASE_URL, _MODEL, _API_KEY, _TIMEOUT, _RETRIES, _MAX_TOKENS, _EXTRA (JSON).

        None where neither address nor model is set: answers are then quotes alone.
        Raises InvalidSetting where only one of the two is, or where a value cannot be used.
        """
        base_url, model = _read("BASE_URL"), _read("MODEL")
        if not base_url and not model:
            return None
        if not base_url or not model:
            missing, given = ("MODEL", "BASE_URL") if base_url else ("BASE_URL", "MODEL")
            raise InvalidSetting(
                f"只设置了 {PREFIX}{given}，还缺 {PREFIX}{missing}。请两个都设置，或都不设置。"
            )
        return cls(
            base_url=_address(base_url),
            model=model,
            api_key=_key(_read("API_KEY")),
            timeout=_number("TIMEOUT", TIMEOUT, 0.1, 3600),
            retries=int(_number("RETRIES", RETRIES, 0, 10, whole=True)),
            max_tokens=int(_number("MAX_TOKENS", MAX_TOKENS, 1, 100_000, whole=True)),
            extra=_object(_read("EXTRA")),
        )


def _read(name: str) -> str:
    return os.environ.get(PREFIX + name, "").strip()


def _address(value: str) -> str:
    try:
        parts = urlsplit(value)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none
        usable = False
    if not usable or not value.isprintable() or " " in value:
        raise InvalidSetting(
            f"{PREFIX}BASE_URL 的值不是可用的网址，应以 http:// 或 https:// 开头，"
            "例如 http://127.0.0.1:8000/v1。请改正。"
        )
    return value


def _key(value: str) -> str:
    if not (value.isascii() and value.isprintable()):
        raise InvalidSetting(f"{PREFIX}API_KEY 里有不能用于密钥的字符。请重新复制一次密钥。")
    return value


def _object(value: str) -> dict[str, object]:
    try:
        found = json.loads(value or "{}")
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InvalidSetting(
            f'{PREFIX}EXTRA 的值不是 JSON 对象，应形如 {{"temperature": 1}}。请改正或不设置它。'
        )
    return found


def _number(name: str, default: float, least: float, most: float, *, whole: bool = False) -> float:
    value = _read(name)
    if not value:
        return default
    try:
        number = int(value) if whole else float(value)
    except ValueError:
        number = least - 1
    if not least <= number <= most:  # also nan
        kind = "整数" if whole else "数"
        raise InvalidSetting(
            f"{PREFIX}{name} 的值是 {value!r}，应为 {least:g} 到 {most:g} 之间的{kind}。请改正或不设置它。"
        )
    return number
