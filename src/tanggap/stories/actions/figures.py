"""The figures of stories, counted anew from their memberships."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tanggap.core.rubric.counted import HEARD
from tanggap.stories.actions.levels import keep_levels
from tanggap.stories.models import Story

# A topic or region stands for a story when this share of its judged mentions has it.
_SHARE = 0.25
_MAX_LABELS = 5
_TITLE_LENGTH = 160

# `told`: one row a mention that counts, after people's corrections (of two, the newer one wins in the object).
# `reached` is `core.rubric.counted.together`. `first` is the earliest mention that is no copy; the title is that of the
# earliest such mention that has one.
_COUNT = """
WITH said AS (
    SELECT correction.mention_id, jsonb_object_agg(correction.name, correction.value ORDER BY correction.id) AS words
    FROM mentions_correction AS correction
    JOIN stories_storymembership AS place ON place.mention_id = correction.mention_id
    WHERE place.story_id = ANY(%(stories)s)
    GROUP BY correction.mention_id
), told AS MATERIALIZED (
    SELECT place.story_id, mention.id, mention.published_at AS at, mention.outlet_id, mention.title,
        place.copy_of_id IS NULL AS is_lead,
        coalesce(said.words ->> 'sentiment', judged.sentiment) AS sentiment,
        CASE WHEN said.words ? 'topics' THEN ARRAY(SELECT jsonb_array_elements_text(said.words -> 'topics'))
            ELSE judged.topics END AS topics,
        CASE WHEN said.words ? 'region_codes'
            THEN ARRAY(SELECT jsonb_array_elements_text(said.words -> 'region_codes'))
            ELSE judged.region_codes END AS region_codes,
        judged.rubric
    FROM stories_storymembership AS place
    JOIN stories_story AS story ON story.id = place.story_id
    JOIN mentions_mention AS mention
        ON mention.id = place.mention_id AND mention.unit_id IS NOT DISTINCT FROM story.unit_id
    LEFT JOIN mentions_assessment AS judged ON judged.mention_id = mention.id
    LEFT JOIN said ON said.mention_id = mention.id
    WHERE place.story_id = ANY(%(stories)s)
), counted AS (
    SELECT story_id, count(*) AS n, count(*) FILTER (WHERE NOT is_lead) AS n_copies,
        count(DISTINCT outlet_id) AS n_outlets,
        count(*) FILTER (WHERE sentiment = 'negative') AS n_negative,
        count(*) FILTER (WHERE sentiment = 'neutral') AS n_neutral,
        count(*) FILTER (WHERE sentiment = 'positive') AS n_positive,
        min(at) AS first_at, max(at) AS last_at,
        (array_agg(id ORDER BY at, id) FILTER (WHERE is_lead))[1] AS first_id,
        (array_agg(title ORDER BY at, id) FILTER (WHERE is_lead AND title <> ''))[1] AS title
    FROM told GROUP BY story_id
), labels AS (
    SELECT story_id, kind, label COLLATE "C" AS label, count(DISTINCT id) AS n
    FROM told, LATERAL (
        SELECT 'topic', unnest(topics) UNION ALL SELECT 'region', unnest(region_codes)
    ) AS each (kind, label)
    GROUP BY story_id, kind, label
), ranked AS (
    SELECT story_id, kind, label, labels.n,
        row_number() OVER (PARTITION BY story_id, kind ORDER BY labels.n DESC, label) AS place
    FROM labels JOIN counted USING (story_id) WHERE labels.n >= %(share)s * counted.n
), named AS (
    SELECT story_id, array_agg(label ORDER BY place) FILTER (WHERE kind = 'topic') AS topics,
        array_agg(label ORDER BY place) FILTER (WHERE kind = 'region') AS region_codes
    FROM ranked WHERE place <= %(max_labels)s GROUP BY story_id
), reached AS (
    SELECT story_id, criterion,
        percentile_disc(%(heard)s) WITHIN GROUP (ORDER BY (given ->> 'score')::int DESC) AS step
    FROM told, LATERAL jsonb_each(rubric) AS each (criterion, given) GROUP BY story_id, criterion
), rated AS (
    SELECT story_id, jsonb_object_agg(criterion, step) AS rubric FROM reached GROUP BY story_id
)
UPDATE stories_story AS story SET
    n_mentions = coalesce(counted.n, 0), n_copies = coalesce(counted.n_copies, 0),
    n_outlets = coalesce(counted.n_outlets, 0), n_negative = coalesce(counted.n_negative, 0),
    n_neutral = coalesce(counted.n_neutral, 0), n_positive = coalesce(counted.n_positive, 0),
    topics = coalesce(named.topics, '{}'), region_codes = coalesce(named.region_codes, '{}'),
    rubric = coalesce(rated.rubric, '{}'),
    first_at = coalesce(counted.first_at, story.first_at), last_at = coalesce(counted.last_at, story.last_at),
    first_mention_id = coalesce(counted.first_id, story.first_mention_id),
    title = coalesce(
        counted.title,
        (SELECT left(first.text, %(title_length)s) FROM mentions_mention AS first WHERE first.id = counted.first_id),
        story.title
    )
FROM unnest(%(stories)s) AS touched (id)
LEFT JOIN counted ON counted.story_id = touched.id
LEFT JOIN named ON named.story_id = touched.id
LEFT JOIN rated ON rated.story_id = touched.id
WHERE story.id = touched.id
"""


@transaction.atomic
def refresh_figures(story_ids: Collection[int]) -> None:
    """Count and name these stories anew, and say what level they suggest.

    The machine and every action that changes memberships call it.

    A public story counts public mentions only, a private one those of its unit: what is attached for one unit
    alone alters nothing that others see. Corrections by people win over judgements.
    """
    # Locked before they are counted: whoever comes second counts what the first one wrote.
    locked = Story.objects.select_for_update().filter(pk__in=story_ids).order_by("pk")
    known = list(locked.values_list("pk", flat=True))
    if known:
        asked: dict[str, Any] = {
            "stories": known,
            "share": _SHARE,
            "heard": HEARD,
            "max_labels": _MAX_LABELS,
            "title_length": _TITLE_LENGTH,
        }
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, asked)
        keep_levels(list(Story.objects.filter(pk__in=known)), now=timezone.now())
