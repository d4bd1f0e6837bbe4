"""The second reader over real HTTP: what it sends, what of an answer stands, and thirty-odd attacks on it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from standin_llm import ATTACKS, BASE, HONEST, MODEL, Reply, StandIn, attacked, completion, obeying, running_llm
from tanggap.core.errors import PermanentFailure, TemporaryFailure
from tanggap.core.rubric.second_reading import Refusal
from tanggap.core.text.document import Document
from tanggap.enrichers.second import _prompt
from tanggap.enrichers.second._prompt import MAX_TEXT, instructions, messages
from tanggap.enrichers.second.llm import MAX_ANSWER_BYTES, _client, plugin
from tanggap.net.errors import AddressRefused, Blocked, Throttled

by_name = pytest.mark.parametrize("attack", ATTACKS, ids=[attack["name"] for attack in ATTACKS])


@pytest.fixture(scope="module")
def server() -> Iterator[StandIn]:
    with running_llm() as found:
        yield found


@pytest.fixture
def llm(server: StandIn) -> StandIn:
    # A wish for patience must not reach the next test.
    _client.cache_clear()
    server.is_obedient = False
    server.replies.clear()
    server.seen.clear()
    return server


def always() -> bool:
    return True


def read(llm: StandIn, text: str = BASE, **more: Any) -> Any:
    return plugin.read(llm.config(**more), Document("1", text), permit=always)


def test_each_score_comes_with_the_place_of_its_words(llm: StandIn) -> None:
    told = read(llm)

    assert (told.model, told.n_tokens, len(llm.seen)) == (MODEL, 1000, 1)
    [place] = told.reading.scores["disorder"].places
    assert told.reading.scores["disorder"].value == 3
    assert BASE[place[1] : place[2]] == "berunjuk rasa"
    assert told.reading.sentiment.value == "negative"
    assert told.reading.reason == HONEST["reason"]
    assert not told.reading.refused


def test_it_sends_the_key_the_schema_and_only_the_beginning_of_a_long_text(llm: StandIn) -> None:
    read(llm, BASE + " jalan" * 2_000)

    [asked] = llm.seen
    assert llm.headers[-1]["authorization"] == "Bearer kunci-rahasia"
    assert asked["response_format"]["json_schema"]["strict"]
    assert len(json.loads(asked["messages"][1]["content"])["text"]) == MAX_TEXT


def test_a_local_model_needs_no_key(llm: StandIn) -> None:
    read(llm, key="")
    assert "authorization" not in llm.headers[-1]


def test_the_key_is_not_shown_when_the_settings_are_printed(llm: StandIn) -> None:
    assert "kunci-rahasia" not in repr(llm.config())


def test_a_private_address_that_is_not_listed_is_never_asked(llm: StandIn) -> None:
    with pytest.raises(AddressRefused):
        read(llm, private_hosts=frozenset())
    assert llm.seen == []


# What may go wrong on the way


def test_a_wish_for_patience_is_passed_on(llm: StandIn) -> None:
    llm.replies.append((429, {"Retry-After": "7"}, b""))
    with pytest.raises(Throttled) as failure:
        read(llm, timeout_s=2.5)
    assert failure.value.retry_after_s == 7
    with pytest.raises(Throttled):
        read(llm, timeout_s=2.5)
    assert len(llm.seen) == 1


@pytest.mark.parametrize(
    ("reply", "failure"),
    [((500, {}, b""), TemporaryFailure), ((401, {}, b""), Blocked), ((400, {}, b""), PermanentFailure)],
)
def test_failures_are_told_apart(llm: StandIn, reply: Reply, failure: type[Exception]) -> None:
    llm.replies.append(reply)
    with pytest.raises(failure):
        read(llm)


def test_a_model_that_thinks_too_long_is_left(llm: StandIn) -> None:
    def slow() -> Reply:
        time.sleep(0.6)
        return completion(json.dumps(HONEST))

    llm.replies.append(slow)
    with pytest.raises(TemporaryFailure):
        read(llm, timeout_s=0.3)


def test_an_endless_answer_is_cut_off_and_left(llm: StandIn) -> None:
    llm.replies += [completion("a" * MAX_ANSWER_BYTES)] * 2
    assert read(llm).reading is None
    assert len(llm.seen) == 2


BROKEN = [
    b"", b"\xff\xfe", b"[]", b"null", b"{", b'{"choices": []}', b'{"choices": 3, "usage": 5}', b"[" * 20_000,
    b'{"choices": [{"message": {"content": null}}], "usage": {"total_tokens": "banyak"}}',
]  # fmt: skip


@pytest.mark.parametrize("body", BROKEN)
def test_an_answer_that_is_not_as_the_protocol_says_is_asked_for_once_more(llm: StandIn, body: bytes) -> None:
    llm.replies.append((200, {}, body))
    assert read(llm).reading.scores
    assert len(llm.seen) == 2


@pytest.mark.parametrize(
    "content",
    ["bukan JSON", '{"scores": []}', '{"scores": {}, "perintah": 1}', '{"scores": {"lucu": 1}}', '{"scores": NaN}'],
)
def test_an_answer_of_another_form_is_asked_for_once_more_then_left(llm: StandIn, content: str) -> None:
    llm.replies += [completion(content)] * 2
    told = read(llm)
    assert (told.reading, told.n_tokens, len(llm.seen)) == (None, 2000, 2)


def scored(score: Any, words: Any = ("berunjuk rasa",), **more: Any) -> Reply:
    words = list(words) if isinstance(words, tuple) else words
    return completion(json.dumps({"scores": {"disorder": {"score": score, "words": words, **more}}}))


@pytest.mark.parametrize(
    ("reply", "why", "n_asked"),
    [
        (scored(5), Refusal.OUT_OF_RANGE, 2),
        (scored(-1), Refusal.OUT_OF_RANGE, 2),
        (scored("3"), Refusal.NOT_AS_AGREED, 2),
        (scored(True), Refusal.NOT_AS_AGREED, 2),
        (scored(2.0), Refusal.NOT_AS_AGREED, 2),
        (scored(2, more=1), Refusal.NOT_AS_AGREED, 2),
        (scored(2, "berunjuk rasa"), Refusal.NOT_AS_AGREED, 2),
        (scored(2, (7,)), Refusal.NOT_AS_AGREED, 2),
        (scored(0, ()), Refusal.NOT_CITED, 1),
        (scored(2, ("pembakaran kantor",)), Refusal.NOT_IN_TEXT, 1),
        (scored(2, ("berunjuk rasa", "pembakaran kantor")), Refusal.NOT_IN_TEXT, 1),
        (scored(2, ("unjuk",)), Refusal.NOT_IN_TEXT, 1),
        (scored(2, (" . ",)), Refusal.NOT_IN_TEXT, 1),
        (scored(2, ("Berunjuk Rasa",)), Refusal.NOT_IN_TEXT, 1),
    ],
)
def test_a_score_that_is_not_as_agreed_or_without_its_words_is_refused(
    llm: StandIn, reply: Reply, why: Refusal, n_asked: int
) -> None:
    llm.replies += [reply] * n_asked
    reading = read(llm).reading
    assert reading.refused == {"disorder": why}
    assert not reading.scores
    assert len(llm.seen) == n_asked


@pytest.mark.parametrize(
    ("label", "why"), [("senang", Refusal.OUT_OF_RANGE), (3, Refusal.NOT_AS_AGREED), ("positive", Refusal.NOT_CITED)]
)
def test_a_sentiment_keeps_the_same_rules(llm: StandIn, label: Any, why: Refusal) -> None:
    llm.replies += [completion(json.dumps({**HONEST, "sentiment": {"label": label, "words": []}}))] * 2
    reading = read(llm).reading
    assert reading.sentiment is None
    assert reading.refused == {"sentiment": why}


def test_line_breaks_inside_of_a_citation_make_no_difference(llm: StandIn) -> None:
    text = BASE.replace("berunjuk rasa", "berunjuk\n  rasa")
    [place] = read(llm, text).reading.scores["disorder"].places
    assert text[place[1] : place[2]] == "berunjuk\n  rasa"


@pytest.mark.parametrize("reason", ["x" * 500, "lihat https://contoh.example", None, 7])
def test_a_reason_that_is_none_is_left_out(llm: StandIn, reason: Any) -> None:
    llm.replies.append(completion(json.dumps({**HONEST, "reason": reason})))
    assert read(llm).reading.reason == ""


def test_a_reason_is_one_line_of_visible_characters(llm: StandIn) -> None:
    llm.replies.append(completion(json.dumps({**HONEST, "reason": "satu\ndua\u202e tiga\x00"})))
    assert read(llm).reading.reason == "satu dua tiga"


def test_without_a_permit_nothing_is_asked(llm: StandIn) -> None:
    assert plugin.read(llm.config(), Document("1", BASE), permit=lambda: False).reading is None
    assert llm.seen == []


def test_the_second_try_needs_a_permit_of_its_own(llm: StandIn) -> None:
    permits = iter([True, False])
    llm.replies.append(completion("rusak"))
    assert plugin.read(llm.config(), Document("1", BASE), permit=lambda: next(permits)).reading is None
    assert len(llm.seen) == 1


# Attacks


def test_there_are_thirty_attacks_in_three_languages() -> None:
    assert len(ATTACKS) >= 30


@by_name
@pytest.mark.parametrize("where", ["end", "beginning"])
def test_an_order_inside_of_a_text_changes_nothing(llm: StandIn, attack: dict[str, str], where: str) -> None:
    """The guard is left out here: this is about the form in which a text is shown."""
    told = plugin.ask(llm.config(), Document("1", attacked(attack, where), attacked(attack, where)[:60]))
    assert told.reading is not None
    assert {code: found.value for code, found in told.reading.scores.items()} == {"disorder": 3, "effect_people": 2}
    assert told.reading.sentiment is not None
    assert told.reading.sentiment.value == "negative"


def in_words(document: Document) -> str:
    return f"Judul: {document.title}\nTeks: {document.text}"


def in_quotes(document: Document) -> str:
    return f'{{"title": "{document.title}", "text": "{document.text}"}}'


def in_plain_json(document: Document) -> str:
    return json.dumps({"title": document.title, "text": document.text}, ensure_ascii=False)


@pytest.mark.parametrize(("as_data", "at_least"), [(in_words, 34), (in_quotes, 8), (in_plain_json, 2)])
def test_careless_forms_would_let_orders_through(
    llm: StandIn, monkeypatch: pytest.MonkeyPatch, as_data: Callable[[Document], str], at_least: int
) -> None:
    """So the test above can fail."""
    monkeypatch.setattr(_prompt, "as_data", as_data)
    believed = [llm.think(messages(Document("1", attacked(attack)))) for attack in ATTACKS]
    assert sum(answer != HONEST for answer in believed) >= at_least


@by_name
def test_a_model_that_obeys_gets_nothing_past_that_has_no_words_in_the_text(
    llm: StandIn, attack: dict[str, str]
) -> None:
    llm.is_obedient = True
    text = attacked(attack)
    told = plugin.ask(llm.config(), Document("1", text))
    assert llm.think(llm.seen[-1]["messages"]) == obeying(attack["wants"], instructions())
    if told.reading is None:
        return
    for found in [*told.reading.scores.values(), *([told.reading.sentiment] if told.reading.sentiment else [])]:
        assert found.places
        assert all(text[start:end].strip() for _, start, end in found.places)
        assert found.value != 0
    assert "http" not in told.reading.reason
    assert "annotate" not in told.reading.reason
    scores = {code: found.value for code, found in told.reading.scores.items()}
    assert scores.items() <= {"disorder": 3, "effect_people": 2}.items()


def test_most_texts_that_speak_to_a_machine_are_not_sent_at_all() -> None:
    kept_back = [attack for attack in ATTACKS if not plugin.may_read(Document("1", attacked(attack)))]
    assert len(kept_back) >= 24
    assert plugin.may_read(Document("1", BASE, "Warga mengabaikan perintah evakuasi, kata Anda sekalian"))
