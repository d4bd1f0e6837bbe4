"""Mentions, the watches that keep them, and what is judged of them."""

from tanggap.mentions.models.drift import JudgedDay
from tanggap.mentions.models.evidence import Attachment, EvidenceCopy
from tanggap.mentions.models.judgement import Quotation, TargetCorrection, TargetJudgement
from tanggap.mentions.models.kinds import (
    AuthorKind,
    Emotion,
    Language,
    SaidTone,
    Sentiment,
    SourceKind,
    Stance,
    Step,
    TargetKind,
    TextKind,
)
from tanggap.mentions.models.machine import EnricherSwitch, ModelChoice, Rejudging, switched_off
from tanggap.mentions.models.mention import (
    CORRECTABLE,
    Assessment,
    Correction,
    Judged,
    Mention,
    MentionQuerySet,
    MentionRaw,
    MentionSource,
)
from tanggap.mentions.models.rating import (
    MeasuredAgreement,
    Rating,
    RatingAssignment,
    RatingRound,
    SampledMention,
)
from tanggap.mentions.models.review import Review, ReviewPlan, ReviewSkip
from tanggap.mentions.models.second import LlmDay, LlmReading, LlmState
from tanggap.mentions.models.watch import UnwatchedCount, Watch, WatchHit, WatchQuerySet

__all__ = [
    "CORRECTABLE",
    "Assessment",
    "Attachment",
    "AuthorKind",
    "Correction",
    "Emotion",
    "EnricherSwitch",
    "EvidenceCopy",
    "Judged",
    "JudgedDay",
    "Language",
    "LlmDay",
    "LlmReading",
    "LlmState",
    "MeasuredAgreement",
    "Mention",
    "MentionQuerySet",
    "MentionRaw",
    "MentionSource",
    "ModelChoice",
    "Quotation",
    "Rating",
    "RatingAssignment",
    "RatingRound",
    "Rejudging",
    "Review",
    "ReviewPlan",
    "ReviewSkip",
    "SaidTone",
    "SampledMention",
    "Sentiment",
    "SourceKind",
    "Stance",
    "Step",
    "TargetCorrection",
    "TargetJudgement",
    "TargetKind",
    "TextKind",
    "UnwatchedCount",
    "Watch",
    "WatchHit",
    "WatchQuerySet",
    "switched_off",
]
