"""Importing LiteLLM: late, once, quietly, and without the network."""

from __future__ import annotations

import importlib
import logging
import os
import threading
from typing import Any

_lock = threading.Lock()
# Read by LiteLLM while it is imported: the price map shipped with it instead of a download, and no
# reading of a .env file beside the notebook into this process's environment.
_ENVIRONMENT = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_MODE": "PRODUCTION"}
# Its tool-call path imports this on the first call with tools, about half a second of it.
_TOOL_CALL_PATH = "litellm.responses.mcp.chat_completions_handler"


def load() -> Any:
    """LiteLLM, imported and silenced; takes seconds the first time, so call it off the main thread.

    Raises ImportError when it or what its tool calls need is not installed.
    """
    with _lock:
        for name, value in _ENVIRONMENT.items():
            os.environ.setdefault(name, value)
        litellm: Any = importlib.import_module("litellm")
        importlib.import_module(_TOOL_CALL_PATH)
        # Their schemas are built on first use, with warnings that LiteLLM filters out during its import only.
        litellm.ModelResponse()
        litellm.ModelResponseStream()
        litellm.types.utils.Delta()
        litellm.suppress_debug_info = True
        litellm.telemetry = False
        litellm.disable_hf_tokenizer_download = True
        litellm.modify_params = True  # adapts a history of tool calls to providers that are strict about it
        if "LITELLM_LOG" not in os.environ:
            for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy"):
                logging.getLogger(name).setLevel(logging.CRITICAL + 1)
        return litellm
