"""An OpenAI-compatible endpoint: messages in, text out as it is written, or why not."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

import httpx2
import openai

from qa.llm.failure import EndpointFailure

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

    from openai.types.chat import ChatCompletionMessageParam

    from qa.llm.settings import LLMSettings

# The client would look for a key in OPENAI_API_KEY and send it to an endpoint that is not OpenAI's.
_NO_KEY = "none"
_CHARACTERS_A_TOKEN = 8
_REFUSED = {
    401: "大模型服务不接受访问密钥（401）",
    403: "大模型服务拒绝访问（403）",
    404: "大模型服务没有这个模型或地址（404）",
    429: "大模型服务繁忙（429）",
}


async def written(
    settings: LLMSettings, messages: Sequence[dict[str, str]]
) -> AsyncGenerator[str, None]:
    """The pieces of text that the model writes; complete where it ends without an exception.

    Raises EndpointFailure within ``settings.timeout`` seconds.
    """
    begun = False
    try:
        async with asyncio.timeout(settings.timeout):
            async for piece in _pieces(settings, messages):
                begun = True
                yield piece
    except (TimeoutError, openai.APITimeoutError) as error:
        raise EndpointFailure(f"大模型服务在 {settings.timeout:g} 秒内没有写完") from error
    except openai.APIStatusError as error:
        raise EndpointFailure(_status(error.status_code)) from error
    except (openai.APIConnectionError, httpx2.HTTPError) as error:
        said = "大模型的回答中途断开" if begun else "连不上大模型服务"
        raise EndpointFailure(said) from error
    except openai.APIError as error:  # told in the middle of the stream
        raise EndpointFailure("大模型服务报告出错") from error
    except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
        raise EndpointFailure("大模型服务的回复无法解读") from error


async def _pieces(
    settings: LLMSettings, messages: Sequence[dict[str, str]]
) -> AsyncGenerator[str, None]:
    room = _CHARACTERS_A_TOKEN * settings.max_tokens
    finished = ""
    async with _client(settings) as client:
        stream = await client.chat.completions.create(
            model=settings.model,
            messages=cast("list[ChatCompletionMessageParam]", list(messages)),
            max_tokens=settings.max_tokens,
            temperature=0,
            stream=True,
            extra_body=dict(settings.extra),
        )
        async with stream:
            async for chunk in stream:
                piece, finished = _read(chunk)
                room -= len(piece)
                if room < 0:
                    finished = "length"
                elif piece:
                    yield piece
                if finished:
                    break
    if finished == "length":
        raise EndpointFailure("大模型的回答超出长度上限")
    if finished == "content_filter":
        raise EndpointFailure("大模型服务中止了回答")
    if finished != "stop":
        raise EndpointFailure("大模型的回答中途断开")


def _read(chunk: Any) -> tuple[str, str]:
    """The text of a chunk and why it is the last one, "" where it is not."""
    if not isinstance(chunk.choices, list):
        raise TypeError(f"choices is no list: {type(chunk.choices)}")
    if not chunk.choices:  # usage, or a filter's verdict
        return "", ""
    choice = chunk.choices[0]
    piece = choice.delta.content if choice.delta is not None else ""
    if not isinstance(piece, str | None):
        raise TypeError(f"content is no text: {type(piece)}")
    return piece or "", str(choice.finish_reason or "")


def _client(settings: LLMSettings) -> openai.AsyncOpenAI:
    """A client for one answer: its connections belong to the event loop that it is used in."""
    end = asyncio.get_running_loop().time() + settings.timeout
    client = openai.AsyncOpenAI(
        api_key=settings.api_key or _NO_KEY,
        base_url=settings.base_url,
        max_retries=settings.retries,
        timeout=settings.timeout,
        http_client=openai.DefaultAsyncHttpxClient(
            timeout=settings.timeout, event_hooks={"response": [_no_retry_after(end)]}
        ),
    )
    # It reads these from OPENAI_… variables, which are not meant for this endpoint.
    client.organization = client.project = None
    return client


def _no_retry_after(end: float) -> Callable[[httpx2.Response], Awaitable[None]]:
    """Keeps the client from waiting for a retry that would come too late."""

    async def look(response: httpx2.Response) -> None:
        with suppress(ValueError):
            wait = float(response.headers.get("retry-after", "0"))
            if wait >= end - asyncio.get_running_loop().time():
                response.headers["x-should-retry"] = "false"

    return look


def _status(code: int) -> str:
    if code in _REFUSED:
        return _REFUSED[code]
    return f"大模型服务出错（{code}）" if code >= 500 else f"大模型服务不接受这个请求（{code}）"
