"""What LiteLLM raises, as one clear sentence and what to do about it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rca_kernel.adapters.litellm.endpoint import Endpoint, mask, shown
from rca_kernel.errors import ModelError

EXAMPLES = "openai/gpt-4o, anthropic/claude-sonnet-4-6, ollama/llama3"
INSTALL = "Install it with: pip install 'litellm[mcp]'"

NO_TOOLS = "no tool calls"
NO_STREAM = "no stream"

_POLICY = re.compile(r"content[ _](?:management )?policy|content[ _]filter|safety system", re.IGNORECASE)
_STREAM = re.compile(r"\bstream", re.IGNORECASE)
_LONGEST_DETAIL = 300


@dataclass(frozen=True, slots=True)
class Failure:
    """One failed call: the error to raise, and whether trying again may help.

    `why` is the cause in a few words, `wait` the seconds that the provider asked for (0 is none), `most` how
    often trying again makes sense.
    """

    error: ModelError
    why: str
    transient: bool = False
    wait: float = 0.0
    most: int = 1_000


def unknown_provider(name: str) -> ModelError:
    return ModelError(
        f"No provider is known for the model {name!r}.",
        hint=f"Say provider/model, for instance {EXAMPLES}; or set OPENAI_BASE_URL to your own endpoint.",
    )


def no_key(endpoint: Endpoint) -> ModelError:
    names = " or ".join(endpoint.missing_keys)
    return ModelError(
        f"{endpoint.title} needs a key, and {names} is not set.",
        hint=f"Set {names} in the environment, name a model that needs none (ollama/NAME, or formal), or say "
        "--api-base again: a notebook does not keep the address of an endpoint.",
    )


def bad_address(api_base: str) -> ModelError:
    return ModelError(
        f"The API base {shown(api_base)!r} cannot be called.",
        hint="Write http(s)://host/path without user and password; a key goes into OPENAI_API_KEY.",
    )


def no_tools(endpoint: Endpoint) -> ModelError:
    return ModelError(
        f"{endpoint.title} offers no tool calls, through which the agents act.",
        hint="Choose a model that supports tools (function calling).",
    )


def not_installed(error: ImportError) -> ModelError:
    return ModelError(f"LiteLLM cannot be used: the Python package {error.name!r} is missing.", hint=INSTALL)


def explain(error: BaseException, endpoint: Endpoint) -> Failure:
    """Classify what a call through LiteLLM raised."""
    chain = tuple(_chain(error))
    kinds = {kind.__name__ for link in chain for kind in type(link).__mro__}
    status = next((s for link in chain if isinstance(s := getattr(link, "status_code", None), int)), 0)
    codes = {code for link in chain if isinstance(code := getattr(link, "code", None), str)}
    detail = _detail(error, endpoint)
    model = endpoint.title
    if missing := next((link for link in chain if isinstance(link, ModuleNotFoundError)), None):
        return Failure(not_installed(missing), "a package is missing")
    if kinds & {"Timeout", "TimeoutError", "TimeoutException"} or isinstance(error, asyncio.TimeoutError):
        return _timeout(endpoint)
    if kinds & {"ConnectError", "ConnectionRefusedError", "gaierror", "ClientConnectorError"}:
        return _unreachable(endpoint, kinds)
    if "ContextWindowExceededError" in kinds or "context_length_exceeded" in codes:
        return Failure(_too_long(model), "the prompt is too long")
    if "ContentPolicyViolationError" in kinds or (status == 400 and _POLICY.search(detail)):
        return Failure(_policy(model), "content policy")
    if "does not support tools" in detail:
        return Failure(no_tools(endpoint), NO_TOOLS)
    if "LLM Provider NOT provided" in detail:
        return Failure(unknown_provider(model), "unknown provider")
    return _by_status(status, detail, endpoint, _asked_wait(chain))


def _by_status(status: int, detail: str, endpoint: Endpoint, wait: float) -> Failure:
    model, place = endpoint.title, endpoint.place
    match status:
        case 401 | 403 if endpoint.missing_keys:
            return Failure(no_key(endpoint), "no key")
        case 401 | 403:
            return Failure(_refused(endpoint, status), "the key was refused")
        case 402:
            return Failure(_no_credit(model), "no credit")
        case 400 | 405 | 415 | 422 | 501 if _STREAM.search(detail):
            return Failure(_refusal(model, status, detail), NO_STREAM)
        case 404:
            hint = f"Check the name, which reads provider/model, for instance {EXAMPLES}."
            return Failure(ModelError(f"{place} does not know the model {model}: {detail}", hint=hint), "404")
        case 429 if "quota" in detail.lower():
            return Failure(_no_credit(model), "no credit")
        case 429:
            hint = "Wait a while and resume, or choose another model."
            message = f"{model} still says that it gets too many requests (429): {detail}"
            return Failure(ModelError(message, hint=hint), "too many requests (429)", True, wait)
        case _ if status in {408, 409, 425} or status >= 500:
            hint = "Resume later, or choose another model."
            message = f"{model} at {place} failed ({status}): {detail}"
            return Failure(ModelError(message, hint=hint), f"the provider failed ({status})", True, wait)
        case _:
            return Failure(_refusal(model, status, detail), "the request was refused")


def _refusal(model: str, status: int, detail: str) -> ModelError:
    what = f"{model} refused the request ({status})" if status else f"The call of {model} failed"
    return ModelError(f"{what}: {detail}", hint="Check the model's name and the endpoint.")


def cut(endpoint: Endpoint) -> Failure:
    """The stream ended and said neither why nor that it was done."""
    error = ModelError(
        f"The answer of {endpoint.title} broke off before its end.",
        hint=f"Check the connection to {endpoint.place}, then resume.",
    )
    return Failure(error, "the answer broke off", True)


def not_streamed(endpoint: Endpoint) -> Failure:
    """The server answered, but not in pieces."""
    return replace(cut(endpoint), why=NO_STREAM)


def empty(endpoint: Endpoint) -> Failure:
    """Neither text nor a tool call."""
    error = ModelError(
        f"{endpoint.title} answered with neither text nor a tool call.",
        hint="Resume to ask again, or choose another model.",
    )
    return Failure(error, "the answer was empty", True)


def _timeout(endpoint: Endpoint) -> Failure:
    error = ModelError(
        f"{endpoint.title} at {endpoint.place} sent nothing for {endpoint.timeout:g} s.",
        hint="Check that it runs, raise the time-out, or choose another model.",
    )
    return Failure(error, f"no answer within {endpoint.timeout:g} s", True)


def _unreachable(endpoint: Endpoint, kinds: set[str]) -> Failure:
    if "gaierror" in kinds:
        why = "the host name is not known"
    elif "ConnectionRefusedError" in kinds:
        why = "the connection was refused"
    else:
        why = "the connection failed"
    error = ModelError(
        f"{endpoint.title} does not answer at {endpoint.place}: {why}.",
        hint="Check that the server runs and that the URL (the API base) is right.",
    )
    return Failure(error, why, True, most=1)


def _refused(endpoint: Endpoint, status: int) -> ModelError:
    return ModelError(
        f"{endpoint.place} refused the key for {endpoint.title} ({status}).",
        hint=f"Check the value of {endpoint.key_name}, and that its account may use this model.",
    )


def _too_long(model: str) -> ModelError:
    return ModelError(
        f"The prompt is longer than the context window of {model}.",
        hint="Choose a model with a longer context, or a smaller section.",
    )


def _policy(model: str) -> ModelError:
    return ModelError(
        f"{model} refused the request under its provider's content policy.",
        hint="Choose another section or another model.",
    )


def _no_credit(model: str) -> ModelError:
    return ModelError(
        f"The account behind {model} has no credit or quota left.",
        hint="Check its billing, or choose another model.",
    )


def _chain(error: BaseException) -> Iterator[BaseException]:
    link: BaseException | None = error
    while link is not None:
        yield link
        link = link.__cause__ or link.__context__


def _detail(error: BaseException, endpoint: Endpoint) -> str:
    """The provider's own words: one bounded line, without keys and LiteLLM's prefixes."""
    said = re.sub(r"litellm\.\w+: |\b\w+(?:Error|Exception)(?::| -) ", "", str(error))
    said = mask(" ".join(said.split()), endpoint.secrets) or type(error).__name__
    return said if len(said) <= _LONGEST_DETAIL else f"{said[:_LONGEST_DETAIL]}…"


def _asked_wait(chain: tuple[BaseException, ...]) -> float:
    """Seconds in a Retry-After header; 0 where there is none or it is a date."""
    for link in chain:
        response = getattr(link, "response", None)
        for headers in (getattr(link, "litellm_response_headers", None), getattr(response, "headers", None)):
            value = headers.get("retry-after", "") if headers is not None else ""
            if re.fullmatch(r"\d+(?:\.\d+)?", value):
                return float(value)
    return 0.0
