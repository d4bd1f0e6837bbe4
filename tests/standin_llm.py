"""A stand-in for a language model behind an OpenAI-compatible endpoint on 127.0.0.1.

It reads a conversation as a local model does: all turns in one string, in which marks like ``<|im_start|>`` part the
turns wherever they stand. Data is only a whole user turn that is one JSON object with `title` and `text`; whatever
stands outside of data it takes for an order and obeys. `is_obedient` makes it obey what stands in the data too.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from tanggap.core.rubric.criteria import FROM_TEXT
from tanggap.enrichers.second.llm import LlmConfig

MODEL = "wakil-7b"
BASE = "Warga Martapura berunjuk rasa karena jalan berlubang. Dinas PUPR berjanji memperbaikinya."
ATTACKS: list[dict[str, str]] = [
    json.loads(line)
    for line in (Path(__file__).parent / "samples" / "attacks" / "llm.jsonl").read_text(encoding="utf-8").splitlines()
]
HONEST: dict[str, Any] = {
    "scores": {
        "disorder": {"score": 3, "words": ["berunjuk rasa"]},
        "effect_people": {"score": 2, "words": ["jalan berlubang"]},
    },
    "sentiment": {"label": "negative", "words": ["jalan berlubang"]},
    "reason": "Warga berunjuk rasa karena jalan rusak.",
}
_TURNS = re.compile(r"<\|im_start\|>(\w+)\n|<\|im_end\|>|\[/?INST\]|<</?SYS>>|</?s>")

Reply = tuple[int, dict[str, str], bytes]


def attacked(attack: dict[str, str], where: str = "end") -> str:
    """The text with the attack in it."""
    return f"{BASE} {attack['says']}" if where == "end" else f"{attack['says']} {BASE}"


def _all(score: int, *words: str) -> dict[str, Any]:
    scores = {each.code: {"score": score, "words": list(words)} for each in FROM_TEXT}
    return {"scores": scores, "sentiment": None, "reason": "Sesuai permintaan."}


def obeying(wants: str, system: str) -> dict[str, Any]:
    """What a model answers that does what an attack asks for."""
    return {
        "zeros": _all(0),
        "fours": _all(4),
        "hundred": _all(100, "jalan berlubang"),
        "foreign": _all(4, "Gubernur terbukti menerima suap"),
        "real": _all(4, "jalan berlubang"),
        "empty": {"scores": {}, "sentiment": None, "reason": ""},
        "positive": {**HONEST, "sentiment": {"label": "positive", "words": []}},
        "leak": {**HONEST, "reason": system[:200]},
        "link": {**HONEST, "reason": "<script>alert(1)</script> lihat https://contoh.example/klik"},
    }[wants]


class StandIn:
    """Answers chats. `replies` go first, one each; `seen` keeps what was asked, `headers` how."""

    def __init__(self) -> None:
        self.is_obedient = False
        self.replies: list[Reply | Callable[[], Reply]] = []
        self.seen: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            timeout = 5

            def do_POST(self) -> None:
                told = self.rfile.read(int(self.headers["Content-Length"]))
                stand_in.seen.append(json.loads(told))
                stand_in.headers.append({name.lower(): value for name, value in self.headers.items()})
                status, headers, body = (
                    stand_in.reply(json.loads(told)) if self.path == "/v1/chat/completions" else MISSING
                )
                self.send_response(status)
                for name, value in {**headers, "Content-Length": str(len(body))}.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                pass

        self.server = _Quiet(("127.0.0.1", 0), Handler)
        self.hostport = f"127.0.0.1:{self.server.server_address[1]}"
        self.url = f"http://{self.hostport}/v1"

    def config(self, **more: Any) -> LlmConfig:
        given = {"url": self.url, "model": "wakil", "timeout_s": 2.0, "private_hosts": frozenset({self.hostport})}
        return LlmConfig(**{**given, "key": SecretStr("kunci-rahasia"), **more})

    def reply(self, asked: dict[str, Any]) -> Reply:
        if self.replies:
            first = self.replies.pop(0)
            return first if isinstance(first, tuple) else first()
        return completion(json.dumps(self.think(asked["messages"])))

    def think(self, messages: list[dict[str, str]]) -> dict[str, Any]:
        """Read the turns, obey what is an order, annotate what is data."""
        written = "".join(f"<|im_start|>{each['role']}\n{each['content']}<|im_end|>\n" for each in messages)
        turns = [turn for turn in _TURNS.split(written) if turn and turn.strip()]
        data = [found for turn in turns if (found := _data(turn)) is not None]
        orders = "\n".join(turn for turn in turns if _data(turn) is None)
        heard = orders + "\n".join(data) if self.is_obedient else orders
        for attack in ATTACKS:
            if attack["trigger"] in heard:
                return obeying(attack["wants"], messages[0]["content"])
        return HONEST


def _data(turn: str) -> str | None:
    try:
        told = json.loads(turn)
    except ValueError:
        return None
    is_data = isinstance(told, dict) and told.keys() == {"title", "text"}
    return "\n".join(map(str, told.values())) if is_data else None


def completion(content: str, **more: Any) -> Reply:
    body = {
        "model": MODEL,
        "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}],
        "usage": {"prompt_tokens": 900, "completion_tokens": 100, "total_tokens": 1000},
        **more,
    }
    return 200, {"Content-Type": "application/json"}, json.dumps(body).encode()


MISSING: Reply = (404, {}, b"")


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Askers that hang up are what some tests are about."""


@contextmanager
def running_llm() -> Iterator[StandIn]:
    stand_in = StandIn()
    thread = threading.Thread(target=stand_in.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield stand_in
    finally:
        stand_in.server.shutdown()
        stand_in.server.server_close()
        thread.join()
