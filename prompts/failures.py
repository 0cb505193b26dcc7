"""The one place where foreign errors become ours: openai, httpx2, langchain, sockets."""

import re
from typing import Final

from prompts.errors import ModelError, ModelTimeout, ModelUnreachable

_TOO_LONG: Final = re.compile(
    r"context.{0,20}(length|size|window|overflow|limit)|prompt is too long|too many tokens|input tokens exceed", re.I
)
_NO_MODEL: Final = re.compile(r"model", re.I)


def explain(error: Exception, host: str, model: str, key: str | None = None) -> ModelError:
    """Our error for anything that an exchange with an endpoint raised; raise it `from error`."""
    if isinstance(error, ModelError):
        return error
    status = getattr(error, "status_code", None)
    said = _said(error, key)
    if isinstance(status, int):
        return _by_status(status, host, model, said)
    return _by_kind(error, host, model, said)


def _by_status(status: int, host: str, model: str, said: str) -> ModelError:
    if status in {401, 403}:
        return ModelUnreachable(f"{host!r} refused the key ({status}). Set OPENAI_API_KEY to a key it accepts.")
    if status == 404 and _NO_MODEL.search(said):
        return ModelUnreachable(f"{host!r} has no model {model!r} (404). Set LOSSBOOK_CHAT_MODEL to one it has.")
    if status == 404:
        return ModelUnreachable(
            f"{host!r} has no chat endpoint at this address (404). OPENAI_BASE_URL usually ends in '/v1'."
        )
    if status == 429:
        return ModelError(
            f"{host!r} is busy or the quota is used up (429) for {model!r}. Wait a minute, then try again."
        )
    if status in {400, 413, 422} and (status == 413 or _TOO_LONG.search(said)):
        return too_long(host, model)
    if status in {408, 504}:
        return ModelTimeout(f"{host!r} gave up waiting for {model!r} ({status}). Try again later.")
    if status >= 500:
        return ModelError(f"{host!r} failed on its own side ({status}): {said!r}. Try again later.")
    return ModelError(
        f"{host!r} refused the request for {model!r} ({status}): {said!r}. Check the endpoint's settings."
    )


def too_long(host: str, model: str) -> ModelError:
    """The prompt does not fit the model's context."""
    return ModelError(
        f"The note is too long for the context of {model!r} at {host!r}. "
        "Shorten the note, or use a model with a larger context."
    )


def _by_kind(error: Exception, host: str, model: str, said: str) -> ModelError:
    import httpx2
    import openai

    chain = _chain(error)
    if any(isinstance(link, (openai.APITimeoutError, httpx2.TimeoutException, TimeoutError)) for link in chain):
        return ModelTimeout(f"{host!r} did not answer in time. Check that it is reachable, then try again.")
    if any(isinstance(link, (httpx2.RemoteProtocolError, httpx2.ReadError, ConnectionResetError)) for link in chain):
        return ModelUnreachable(f"The connection to {host!r} broke off half-way. Try again.")
    if any(isinstance(link, (httpx2.UnsupportedProtocol, httpx2.InvalidURL)) for link in chain):
        return ModelUnreachable(f"The address of {host!r} is not a web address. Set OPENAI_BASE_URL to one.")
    if any(isinstance(link, (openai.APIConnectionError, httpx2.TransportError, OSError)) for link in chain):
        return ModelUnreachable(f"Nothing answers at {host!r} ({_root(chain)}). Is it running? Check OPENAI_BASE_URL.")
    if _TOO_LONG.search(said):
        return too_long(host, model)
    if isinstance(error, openai.APIError):
        return ModelError(f"{host!r} stopped {model!r} in the middle: {said!r}. Try again.")
    return ModelError(f"{host!r} does not speak the OpenAI chat protocol ({said!r}). Check OPENAI_BASE_URL.")


def _chain(error: BaseException | None) -> list[BaseException]:
    links: list[BaseException] = []
    while error is not None and error not in links:
        links.append(error)
        error = error.__cause__ or error.__context__
    return links


def _root(chain: list[BaseException]) -> str:
    text = " ".join(str(chain[-1]).split()) or type(chain[-1]).__name__
    return text[:80]


def _said(error: Exception, key: str | None) -> str:
    """The endpoint's own words, on one line, short and without the key."""
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, dict) else None
    text = inner.get("message") if isinstance(inner, dict) else inner
    line = " ".join(str(text or error or type(error).__name__).split())
    if key:
        line = line.replace(key, "***")
    return line[:160]
