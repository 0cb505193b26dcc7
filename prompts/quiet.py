"""Keeps prompts between us and the endpoint: no tracing service, no gateway, unless it was asked for."""

import os
import sys
from typing import Final

ALLOW: Final = "LOSSBOOK_ALLOW_TRACING"
_PREFIXES: Final = ("LANGSMITH_", "LANGCHAIN_")


def tracing_allowed() -> bool:
    """Whether the user asked for LangSmith tracing or its gateway."""
    return os.environ.get(ALLOW) == "1"


def silence_tracing() -> None:
    """Take every LangSmith and LangChain setting out of this process's environment, unless tracing is allowed.

    LANGSMITH_TRACING would copy every prompt to a third party; LANGSMITH_GATEWAY would send it through one.
    """
    if tracing_allowed():
        return
    for name in [name for name in os.environ if name.startswith(_PREFIXES)]:
        del os.environ[name]
    # langsmith remembers what it has read; it may have been imported before us.
    utils = sys.modules.get("langsmith.utils")
    if utils is not None:
        utils.get_env_var.cache_clear()
