"""A language model behind any endpoint that speaks OpenAI's protocol for chats, inside the house or outside."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, SecretStr

from tanggap.core.errors import InvalidInput
from tanggap.core.rubric.criteria import RUBRIC_VERSION
from tanggap.core.rubric.second_reading import SecondReading, check_answer
from tanggap.core.text.commands import speaks_to_a_machine
from tanggap.core.text.document import Document
from tanggap.enrichers.second._prompt import answer_form, instructions, messages, shown
from tanggap.enrichers.second.base import Told
from tanggap.net.client import Client, Limits
from tanggap.net.errors import TooLarge

MAX_ANSWER_BYTES = 64 * 1024
MAX_ANSWER_TOKENS = 1_500
_N_TRIES = 2
_LONGEST_MODEL = 100


class LlmConfig(BaseModel):
    """Where the model is and how it is called. `url` ends before ``/chat/completions``."""

    model_config = ConfigDict(frozen=True)

    url: str
    model: str
    key: SecretStr = SecretStr("")
    timeout_s: float = 60.0
    private_hosts: frozenset[str] = frozenset()


@lru_cache(maxsize=2)
def _client(private_hosts: frozenset[str], timeout_s: float) -> Client:
    limits = Limits(read_s=timeout_s, total_s=timeout_s, max_bytes=MAX_ANSWER_BYTES, delay_s=0, max_wait_s=timeout_s)
    return Client(private_hosts=private_hosts, limits=limits)


class Llm:
    """The rubric, the sentiment and a sentence why, each score with words of the text that are really there.

    The text is sent as data; what looks like a command to a machine is not sent. An answer that is not as agreed
    is asked for once more, then left.

    Source: criteria of ``core/rubric/criteria.py``; chat completions as OpenAI publishes them.
    """

    kind = "llm"
    label = "Model bahasa (LLM)"
    version = f"1-{RUBRIC_VERSION}"
    Config = LlmConfig

    def may_read(self, document: Document) -> bool:
        """Whether the text holds nothing that looks like a command to a machine."""
        seen = shown(document)
        return not speaks_to_a_machine(f"{seen.title}\n{seen.text}")

    def read(self, config: LlmConfig, document: Document, *, permit: Callable[[], bool]) -> Told:
        """Ask once, and once more when the answer is not as agreed.

        Raises
        ------
        TemporaryFailure, PermanentFailure
            As `net.Client.post`.
        """
        best: SecondReading | None = None
        model, n_tokens = "", 0
        for _ in range(_N_TRIES):
            if not permit():
                break
            told = self.ask(config, shown(document))
            model, n_tokens = told.model or model, n_tokens + told.n_tokens
            best = told.reading or best
            if told.reading is not None and not told.reading.is_mendable:
                break
        return Told(best, model, n_tokens)

    def ask(self, config: LlmConfig, document: Document) -> Told:
        """Ask once about a text as it stands, and check the answer against it."""
        url = f"{config.url.rstrip('/')}/chat/completions"
        content = json.dumps(_request(config, document)).encode()
        client = _client(config.private_hosts, config.timeout_s)
        try:
            answer = client.post(url, content=content, headers=_headers(config))
        except TooLarge:
            return Told(None)
        return _told(answer.body, document)


def _request(config: LlmConfig, document: Document) -> dict[str, Any]:
    form = {"name": "rubric", "strict": True, "schema": answer_form()}
    return {
        "model": config.model,
        "messages": messages(document),
        "response_format": {"type": "json_schema", "json_schema": form},
        "temperature": 0,
        "max_tokens": MAX_ANSWER_TOKENS,
    }


def _headers(config: LlmConfig) -> dict[str, str]:
    key = config.key.get_secret_value()
    return {"Content-Type": "application/json", **({"Authorization": f"Bearer {key}"} if key else {})}


def _told(body: bytes, document: Document) -> Told:
    """Read an answer; whatever is not as the protocol says is no answer."""
    content, model, n_tokens = "", "", 0
    with suppress(ValueError, TypeError, AttributeError, LookupError, RecursionError):
        answer = json.loads(body)
        model = str(answer.get("model") or "") if isinstance(answer, dict) else ""
        usage = answer.get("usage") or {}
        n_tokens = max(0, int(usage.get("total_tokens") or 0))
        content = str(answer["choices"][0]["message"]["content"])
    try:
        reading = check_answer(content, document, prompt=instructions())
    except InvalidInput:
        return Told(None, model[:_LONGEST_MODEL], n_tokens)
    return Told(reading, model[:_LONGEST_MODEL], n_tokens)


plugin = Llm()
