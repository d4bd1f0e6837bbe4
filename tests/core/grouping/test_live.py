import math

import pytest

from tanggap.core.grouping.live import GroupingText, LiveStories, Story, shared_terms
from tanggap.core.grouping.rules import GroupingRules


def make_live(*titles: str, **rules: int) -> tuple[LiveStories, list[Story]]:
    live = LiveStories(GroupingRules(**rules))
    stories = []
    for number, title in enumerate(titles, start=1):
        story = live.open(number, born=number)
        live.grow(story, live.weigh(GroupingText(title)))
        story.n_mentions = 1
        stories.append(story)
    return live, stories


def test_weights_have_length_one() -> None:
    live, _ = make_live("banjir martapura")

    weights = live.weigh(GroupingText("Banjir Martapura surut", "Banjir di Martapura mulai surut."))

    assert math.fsum(weight**2 for weight in weights.values()) == pytest.approx(1.0)


def test_a_word_that_few_stories_have_weighs_more() -> None:
    live, _ = make_live("banjir martapura", "banjir barabai", "banjir rantau", prior_stories=1)

    weights = live.weigh(GroupingText("banjir barabai"))

    assert weights["barabai"] > weights["banjir"]


def test_words_of_the_title_weigh_more_than_those_of_the_text() -> None:
    live, _ = make_live()

    weights = live.weigh(GroupingText("jembatan", "pelajar menyeberang"))

    assert weights["jembatan"] > weights["pelajar"] == weights["menyeberang"]


def test_only_the_weightiest_terms_are_kept() -> None:
    live, _ = make_live(max_terms=2)

    weights = live.weigh(GroupingText("jembatan putus", "pelajar dan warga menyeberang"))

    assert set(weights) == {"jembatan", "putus"}


def test_only_the_beginning_of_a_text_is_read() -> None:
    live, _ = make_live(max_words=3)

    assert set(live.weigh(GroupingText("", "hujan deras semalam banjir"))) == {"hujan", "deras", "semalam"}


def test_the_nearest_story_comes_first_and_of_equals_the_elder() -> None:
    live, (flood, twin, other) = make_live("banjir martapura", "banjir martapura", "banjir barabai")

    near = live.nearest(live.weigh(GroupingText("banjir martapura")), 0.1)

    assert [story for _, story in near] == [flood, twin, other]
    assert near[0][0] == pytest.approx(near[1][0])
    assert near[1][0] > near[2][0]


def test_a_story_can_be_left_out_of_the_search() -> None:
    live, (flood, twin) = make_live("banjir martapura", "banjir martapura")

    near = live.nearest(live.weigh(GroupingText("banjir martapura")), 0.1, excluded=flood)

    assert [story for _, story in near] == [twin]


def test_a_search_reads_the_rarest_terms_and_completes_the_cosine_with_the_others() -> None:
    titles = [f"banjir kabar{i} lapor{i}" for i in range(30)]
    thorough, _ = make_live(*titles)
    sparing, _ = make_live(*titles, search_budget=5)
    query = thorough.weigh(GroupingText("banjir kabar7"))

    all_near, few_near = thorough.nearest(query, 0.3), sparing.nearest(query, 0.3)

    assert [(story.id, round(cosine, 9)) for cosine, story in few_near] == [
        (story.id, round(cosine, 9)) for cosine, story in all_near
    ]
    assert few_near[0][1].id == 8


def test_a_dropped_story_leaves_no_trace() -> None:
    live, (flood, _) = make_live("banjir martapura", "banjir barabai")

    live.drop(flood)

    assert len(live) == 1
    assert live.get(1) is None
    assert [story.id for story in live] == [2]
    assert live.nearest({"martapura": 1.0}, 0.0) == []


def test_the_overlap_of_two_stories_is_the_sum_of_their_mentions_cosines() -> None:
    live, (flood, other) = make_live("banjir martapura", "banjir barabai")

    assert live.overlap(flood, other) == pytest.approx(live.similarity(flood, other))
    assert 0.0 < live.overlap(flood, other) < 1.0


def test_taking_a_mention_out_undoes_putting_it_in() -> None:
    live, (flood,) = make_live("banjir martapura")
    before = dict(flood.weights)
    weights = live.weigh(GroupingText("banjir surut"))

    live.grow(flood, weights)
    live.grow(flood, weights, sign=-1.0)

    assert {term: weight for term, weight in flood.weights.items() if weight > 1e-9} == pytest.approx(before)
    assert flood.norm == pytest.approx(1.0)


def test_the_reason_names_the_strongest_shared_terms_first() -> None:
    _, (flood,) = make_live("banjir martapura surut")

    assert shared_terms({"surut": 0.1, "banjir": 0.9, "lain": 5.0}, flood) == ("banjir", "surut")


def test_thresholds_slide_with_the_length_of_the_text() -> None:
    rules = GroupingRules(join_short=0.2, join_long=0.4, short_terms=10, long_terms=30)

    assert [rules.join_threshold(n) for n in (1, 10, 20, 30, 99)] == pytest.approx([0.2, 0.2, 0.3, 0.4, 0.4])
