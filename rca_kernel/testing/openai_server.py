"""An OpenAI-compatible HTTP server on loopback that answers from a script."""

from __future__ import annotations

import json
import selectors
import socket
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, TypeAlias

from rca_kernel.models import Reply, ToolCall
from rca_kernel.testing.scripted_model import Hang, numbered

_REASONS = {"refusal": "content_filter"}


@dataclass(frozen=True, slots=True)
class HttpError:
    """An error body as OpenAI writes it."""

    status: int
    message: str = "scripted error"
    code: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cut:
    """A stream that ends after `said` without a finish reason; `abrupt` drops the connection."""

    said: str
    abrupt: bool = True


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """One request as it arrived; header names in lower case."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]


Served: TypeAlias = Reply | Hang | HttpError | Cut
Decide: TypeAlias = Callable[[HttpRequest], Served]


class OpenAIServer:
    """Serves `enqueue`d replies in order, then what `decide` says; records `requests`.

    `piece` is the number of characters of text or arguments in one streamed chunk, `models`
    maps the names it lists (as OpenAI and as Ollama do) to sizes in bytes, `reports_usage`
    says whether streams end with token counts, `streams` whether it streams at all: else it answers
    whole, asked or not. `hanging` is set when a Hang holds a request,
    `gone` when its client has left.
    """

    def __init__(
        self,
        *script: Served,
        decide: Decide | None = None,
        piece: int = 7,
        models: Mapping[str, int] | None = None,
        reports_usage: bool = True,
        streams: bool = True,
    ) -> None:
        self.requests: list[HttpRequest] = []
        self.hanging = threading.Event()
        self.gone = threading.Event()
        self.piece = piece
        self.models = dict(models or {})
        self.reports_usage = reports_usage
        self.streams = streams
        self._script: deque[Served] = deque(script)
        self._decide = decide
        self._lock = threading.Lock()
        self._release, self._released = socket.socketpair()
        self._http = _Server(self)
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    @property
    def base_url(self) -> str:
        return f"{self.url}/v1"

    def enqueue(self, *script: Served) -> None:
        with self._lock:
            self._script.extend(script)

    def __enter__(self) -> OpenAIServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._release.close()  # every Hang sees the other end become readable
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()
        self._released.close()

    def answer(self, request: HttpRequest) -> tuple[int, Served]:
        """Record `request`; its number and what to serve."""
        with self._lock:
            self.requests.append(request)
            number = len(self.requests)
            if self._script:
                return number, self._script.popleft()
        if self._decide is not None:
            return number, self._decide(request)
        return number, HttpError(400, f"the script has no reply for request {number}")

    def hold(self, connection: socket.socket) -> None:
        """Wait until the client leaves or the server closes."""
        with selectors.DefaultSelector() as selector:
            selector.register(connection, selectors.EVENT_READ)
            selector.register(self._released, selectors.EVENT_READ)
            self.hanging.set()
            ready = [key.fileobj for key, _ in selector.select()]
        if connection in ready:
            self.gone.set()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, script: OpenAIServer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = script

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves is part of the script; anything else is printed."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Serves one connection of the script in `server.script`."""

    protocol_version = "HTTP/1.1"

    @property
    def script(self) -> OpenAIServer:
        assert isinstance(self.server, _Server)
        return self.server.script

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        listed = {
            "/v1/models": {"object": "list", "data": [{"id": name} for name in self.script.models]},
            "/api/tags": {
                "models": [{"name": name, "size": size} for name, size in self.script.models.items()]
            },
        }
        body = listed.get(self.path)
        if body is None:
            self._json(404, {"error": {"message": f"no such path {self.path}"}})
        else:
            self._json(200, body)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        headers = {name.lower(): value for name, value in self.headers.items()}
        number, served = self.script.answer(HttpRequest(self.path, headers, body))
        model = str(body.get("model", ""))
        try:
            match served:
                case HttpError(status, message, code, extra):
                    self._json(status, {"error": {"message": message, "code": code or None}}, extra)
                case Hang(said):
                    self._stream(_words(model, said, self.script.piece) if said else (), begin=bool(said))
                    self.wfile.flush()
                    self.script.hold(self.connection)
                    self.close_connection = True
                case Cut(said, abrupt):
                    self._stream(_words(model, said, self.script.piece))
                    if not abrupt:
                        self._chunk(b"data: [DONE]\n\n")
                        self._chunk(b"")
                    self.close_connection = True
                case Reply() as reply:
                    self._reply(
                        model, numbered(reply, number), bool(body.get("stream")) and self.script.streams
                    )
        except ConnectionError:
            self.script.gone.set()

    def _reply(self, model: str, reply: Reply, stream: bool) -> None:
        if not stream:
            return self._json(200, _whole(model, reply))
        self._stream(_events(model, reply, self.script.piece, self.script.reports_usage))
        self._chunk(b"data: [DONE]\n\n")
        return self._chunk(b"")

    def _stream(self, events: Iterator[dict[str, Any]] | tuple[()], *, begin: bool = True) -> None:
        if begin:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
        for event in events:
            self._chunk(f"data: {json.dumps(event)}\n\n".encode())

    def _chunk(self, data: bytes) -> None:
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def _json(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)


def _pieces(content: str, size: int) -> Iterator[str]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


def _event(model: str, delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    base = {"id": "chatcmpl-scripted", "object": "chat.completion.chunk", "created": 0, "model": model}
    return {**base, "choices": [choice]}


def _words(model: str, said: str, size: int) -> Iterator[dict[str, Any]]:
    yield _event(model, {"role": "assistant", "content": ""})
    for piece in _pieces(said, size):
        yield _event(model, {"content": piece})


def _call(call: ToolCall, arguments: str) -> dict[str, Any]:
    return {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": arguments}}


def _usage(reply: Reply) -> dict[str, int]:
    prompt, completion = reply.usage.prompt_tokens, reply.usage.completion_tokens
    return {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion}


def _events(model: str, reply: Reply, size: int, reports_usage: bool) -> Iterator[dict[str, Any]]:
    """The chunks of `reply` in OpenAI's order: text, calls (name, then arguments), end, usage."""
    yield from _words(model, reply.content, size)
    for index, call in enumerate(reply.tool_calls):
        yield _event(model, {"tool_calls": [{"index": index, **_call(call, "")}]})
        for piece in _pieces(call.arguments, size):
            yield _event(model, {"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
    yield _event(model, {}, _REASONS.get(reply.finish_reason, reply.finish_reason))
    if reports_usage:
        yield {**_event(model, {}), "choices": [], "usage": _usage(reply)}


def _whole(model: str, reply: Reply) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": reply.content or None}
    if reply.tool_calls:
        message["tool_calls"] = [_call(call, call.arguments) for call in reply.tool_calls]
    reason = _REASONS.get(reply.finish_reason, reply.finish_reason)
    choice = {"index": 0, "message": message, "finish_reason": reason}
    base = {"id": "chatcmpl-scripted", "object": "chat.completion", "created": 0, "model": model}
    return {**base, "choices": [choice], "usage": _usage(reply)}
