"""The port to a language model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from rca_kernel.models.messages import Message, Reply, ToolSpec


class ChatModel(Protocol):
    """One model behind one provider.

    Raises ModelError with a message a user can act on (unknown provider, no key, no answer);
    transient failures (429, 5xx, time-outs) are retried inside, telling `on_wait`.
    """

    name: str

    async def chat(
        self,
        messages: Sequence[Message],
        tools: Sequence[ToolSpec] = (),
        *,
        on_text: Callable[[str], None] | None = None,
        on_again: Callable[[str], None] | None = None,
    ) -> Reply:
        """Answer `messages`; `on_text` receives pieces of text as they stream in. Where they came from a call
        that failed, `on_again` hears why before it is made again: what they said so far is void."""
        ...


@runtime_checkable
class Priced(Protocol):
    """A model that knows whether its calls have a known price."""

    async def has_price(self) -> bool:
        """Raises ModelError where it cannot be called at all."""
        ...
