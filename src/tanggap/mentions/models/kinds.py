"""Kinds of mentions, of their authors and of the next step."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class SourceKind(models.TextChoices):
    ONLINE = "media_online", _("Online news")
    PRINT = "media_cetak", _("Print")
    TV = "tv", _("Television")
    RADIO = "radio", _("Radio")
    TIKTOK = "tiktok", "TikTok"
    INSTAGRAM = "instagram", "Instagram"
    FACEBOOK = "facebook", "Facebook"
    X = "x", "X"
    YOUTUBE = "youtube", "YouTube"
    THREADS = "threads", "Threads"
    TELEGRAM = "telegram", "Telegram"
    FORUM = "forum", _("Forum")
    FIELD_REPORT = "laporan_petugas", _("Field report")
    COMPLAINT = "pengaduan", _("Complaint")


class AuthorKind(models.TextChoices):
    MEDIA = "media", _("Media")
    INSTITUTION = "instansi", _("Institution")
    OFFICIAL = "pejabat", _("Official")
    PUBLIC_FIGURE = "tokoh_publik", _("Public figure")
    ORGANISATION = "organisasi", _("Organisation")
    CITIZEN = "warga", _("Citizen")


class Step(models.TextChoices):
    """What has to happen to a mention next. Each step moves it on in the transaction that does the work."""

    FULL_TEXT = "full_text", _("Read the page")
    MATCH = "match", _("Compare with the watches")
    JUDGE = "judge", _("Judge")
    GROUP = "group", _("Group")
    DONE = "done", _("Done")


class Language(models.TextChoices):
    INDONESIAN = "ind", _("Indonesian")
    BANJARESE = "bjn", _("Banjarese")
    OTHER = "other", _("Other language")


class Sentiment(models.TextChoices):
    NEGATIVE = "negative", _("Negative")
    NEUTRAL = "neutral", _("Neutral")
    POSITIVE = "positive", _("Positive")


class TextKind(models.TextChoices):
    """What sort of text it is, whatever the way on which it came."""

    NEWS = "news", _("News")
    OPINION = "opinion", _("Opinion")
    COMPLAINT = "complaint", _("Complaint text")
    QUESTION = "question", _("Question")
    ANNOUNCEMENT = "announcement", _("Announcement")
    ADVERTORIAL = "advertorial", _("Advertorial")
    HOAX_CLAIM = "hoax_claim", _("Hoax claim")


class Emotion(models.TextChoices):
    """The classes of EmoT, and none of them."""

    ANGER = "anger", _("Anger")
    FEAR = "fear", _("Fear")
    HAPPY = "happy", _("Happiness")
    LOVE = "love", _("Love")
    SADNESS = "sadness", _("Sadness")
    NONE = "none", _("None of these")


class Stance(models.TextChoices):
    SUPPORT = "support", _("Supports")
    OPPOSE = "oppose", _("Opposes")
    UNCLEAR = "unclear", _("Unclear")


class TargetKind(models.TextChoices):
    UNIT = "unit", _("Unit")
    OFFICIAL = "official", _("Official")
    PROGRAMME = "programme", _("Programme")


class SaidTone(models.TextChoices):
    """What a person may say of a tone towards a target."""

    NEGATIVE = "negative", _("Negative")
    NEUTRAL = "neutral", _("Neutral")
    POSITIVE = "positive", _("Positive")
    ABSENT = "absent", _("Not about this")
