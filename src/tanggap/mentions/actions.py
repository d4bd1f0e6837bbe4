"""What people do with watches and mentions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from tanggap.accounts.access import require
from tanggap.accounts.models import Unit, User
from tanggap.accounts.roles import MONITORING, WORKING, Permission
from tanggap.audit.models import AuditEntry
from tanggap.audit.trail import announce, record
from tanggap.connectors.base import BadRow, Item
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.core.web.pictures import clean_picture
from tanggap.mentions.attachments import keep as keep_file
from tanggap.mentions.matching import keep
from tanggap.mentions.models import (
    CORRECTABLE,
    Assessment,
    Attachment,
    AuthorKind,
    Correction,
    Language,
    LlmReading,
    LlmState,
    Mention,
    Review,
    Sentiment,
    TextKind,
    Watch,
)
from tanggap.mentions.pasting import link_in, linked, told
from tanggap.mentions.privacy import Door, pseudonym_of
from tanggap.mentions.retrying import read_again
from tanggap.mentions.store import store_items
from tanggap.reference.models import Region, Topic
from tanggap.sources.actions import IMPORT_FILE
from tanggap.sources.models import ImportBatch, PublicAccount, QuarantinedRow

MANAGE_WATCHES = Permission("mentions.manage_watches", MONITORING)
CORRECT_ASSESSMENT = Permission("mentions.correct_assessment", WORKING)
KEEP_MENTION = Permission("mentions.keep_mention", WORKING)
ASK_LLM = Permission("mentions.ask_llm", WORKING)
PASTE = Permission("mentions.paste", WORKING)
REGISTER_ACCOUNT = Permission("mentions.register_account", MONITORING)
REMOVED = "mentions.remove_account"
# The judgements that have one value of a few.
_ONE_OF = {"sentiment": Sentiment, "language": Language, "kind": TextKind}


def add_watch(*, actor: User | None, unit: Unit, values: dict[str, Any]) -> Watch:
    """Let a unit watch for words. Who monitors for the unit may; announces ``mentions.add_watch``.

    Undone by switching it off; what it kept stays.
    """
    if actor is not None:
        require(actor, MANAGE_WATCHES, unit)
    with transaction.atomic():
        if Watch.objects.filter(unit=unit, name=values["name"]).exists():
            raise InvalidInput("this unit has a watch of that name", field="name")
        watch = Watch.objects.create(unit=unit, **values)
        announce(
            record("mentions.add_watch", actor=actor, kind="watch", key=watch.pk, unit_id=unit.pk, data=dict(values))
        )
    return watch


def adopt_watches(*, actor: User | None, wanted: Iterable[tuple[Unit, dict[str, Any]]]) -> list[Watch]:
    """Make those of the proposed watches that are not there yet: (unit, values) each. All or nothing.

    Who monitors for each of the units may; announces ``mentions.add_watch`` for each. Undone one by one.
    """
    made = []
    with transaction.atomic():
        for unit, values in wanted:
            if not Watch.objects.filter(unit=unit, name=values["name"]).exists():
                made.append(add_watch(actor=actor, unit=unit, values=values))
    return made


def change_watch(*, actor: User, watch: Watch, version: int, values: dict[str, Any]) -> Watch:
    """Change a watch; the last seven days are matched again, what was kept stays kept.

    Who monitors for the unit may; announces ``mentions.change_watch``. Undone by changing it back.
    """
    require(actor, MANAGE_WATCHES, watch.unit_id)
    with transaction.atomic():
        locked = Watch.objects.select_for_update().get(pk=watch.pk)
        if locked.version != version:
            raise WrongState(f"watch {locked.pk} was changed by somebody else")
        name = values.get("name", locked.name)
        if Watch.objects.filter(unit_id=locked.unit_id, name=name).exclude(pk=locked.pk).exists():
            raise InvalidInput("this unit has a watch of that name", field="name")
        before = {field: getattr(locked, field) for field in values}
        for field, value in values.items():
            setattr(locked, field, value)
        locked.version += 1
        locked.save()
        data = {"before": before, "after": dict(values)}
        announce(
            record("mentions.change_watch", actor=actor, kind="watch", key=locked.pk, unit_id=locked.unit_id, data=data)
        )
    return locked


def keep_mention(*, actor: User, mention: Mention) -> None:
    """Keep what nobody watched. Whoever works here may; announces ``mentions.keep_mention``.

    Cannot be undone: it is judged and grouped at once.
    """
    require(actor, KEEP_MENTION, mention.unit_id)
    with transaction.atomic():
        locked = locked_mention(actor, mention)
        if locked.is_kept:
            raise WrongState(f"mention {locked.pk} is kept already")
        keep([locked.pk], now=timezone.now())
        announce(record("mentions.keep_mention", actor=actor, kind="mention", key=locked.pk, unit_id=locked.unit_id))


def correct_assessment(*, actor: User, mention: Mention, name: str, value: Any) -> Correction:
    """Set a person's word over the machine's on one judgement; the newest word counts.

    Whoever works here may (a private mention: in its unit); announces ``mentions.correct_assessment``.
    `undo_correction` undoes.
    """
    require(actor, CORRECT_ASSESSMENT, mention.unit_id)
    with transaction.atomic():
        locked = locked_mention(actor, mention)
        assessment = Assessment.objects.filter(mention=locked).first()
        if assessment is None:
            raise WrongState(f"mention {locked.pk} has not been judged yet")
        _check_value(name, value)
        correction = Correction.objects.create(mention=locked, name=name, value=value, by=actor)
        data = {"name": name, "machine": getattr(assessment, name), "value": value}
        announce(
            record(
                "mentions.correct_assessment",
                actor=actor, kind="mention", key=locked.pk, unit_id=locked.unit_id, data=data,
            )
        )  # fmt: skip
    return correction


def undo_correction(*, actor: User, mention: Mention, correction_id: int) -> None:
    """Take back a correction; what counted before counts again. Its entries stay in the trail.

    Who made it may, and who monitors; announces ``mentions.undo_correction``. Undone by correcting again.
    """
    require(actor, CORRECT_ASSESSMENT, mention.unit_id)
    with transaction.atomic():
        locked = locked_mention(actor, mention)
        correction = Correction.objects.filter(mention=locked, pk=correction_id).first()
        if correction is None:
            raise WrongState(f"correction {correction_id} is gone already")
        if correction.by_id != actor.pk:
            require(actor, Permission("mentions.undo_correction", MONITORING), locked.unit_id)
        data = {"name": correction.name, "value": correction.value}
        correction.delete()
        # What a person takes back is not that person's answer any more: the mention may be offered again.
        Review.objects.filter(correction_ids__contains=[correction_id]).update(
            answered_by=None, answered_at=None, holder=None, held_until=None, machine={}, said={}, correction_ids=[]
        )
        announce(
            record(
                "mentions.undo_correction",
                actor=actor, kind="mention", key=locked.pk, unit_id=locked.unit_id, data=data,
            )
        )  # fmt: skip


def retry_row(*, actor: User, row: QuarantinedRow, raw: str) -> int:
    """Read a bad row again after a person corrected its text, and store it; the id of its mention.

    Who works in the import's unit may; announces ``mentions.retry_row``. Cannot be undone.

    Raises
    ------
    InvalidInput
        When it still cannot be read, with the sentence that says why.
    """
    if row.batch_id is None:
        raise WrongState(f"row {row.pk} came from a feed, which is read again by itself")
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("unit").get(pk=row.batch_id)
        require(actor, IMPORT_FILE, batch.unit_id)
        if not QuarantinedRow.objects.select_for_update().filter(pk=row.pk).exists():
            raise WrongState(f"row {row.pk} is gone already")
        item = read_again(raw)
        if isinstance(item, BadRow):
            raise InvalidInput(item.reason, field="raw")
        mention_id = _store_one(item, batch)
        row.delete()
        data = {"row": row.row_number, "mention": mention_id}
        announce(
            record(
                "mentions.retry_row",
                actor=actor, kind="import", key=batch.pk, unit_id=batch.unit_id, data=data,
            )
        )  # fmt: skip
    return mention_id


def register_public_account(
    *, actor: User, platform: str, handle: str, name: str, author_kind: str, unit: Unit | None = None
) -> PublicAccount:
    """Let an institution's or a public figure's account be named, in what came before as well.

    Whoever monitors may; with `unit` it is marked as that unit's official account, by whoever monitors there.
    Announces nothing. `remove_public_account` undoes.
    """
    require(actor, REGISTER_ACCOUNT, unit)
    plain = handle.strip().lstrip("@")
    if unit is not None and author_kind != AuthorKind.INSTITUTION:
        raise InvalidInput("only an institution's account is a unit's official one", field="unit")
    with transaction.atomic():
        known = PublicAccount.objects.filter(platform=platform)
        if known.filter(handle__iexact=plain).exists():
            raise InvalidInput("this account is registered already", field="handle")
        if known.filter(name__iexact=name).exists():
            # By the name alone we could no longer tell whose mention is whose when one is removed.
            raise InvalidInput("another account of this platform has this name", field="name")
        pseudonym = pseudonym_of(platform, plain)
        account = PublicAccount.objects.create(
            platform=platform, handle=plain, name=name, author_kind=author_kind, pseudonym=pseudonym, unit=unit
        )
        n_mentions = Mention.objects.filter(source_kind=platform, author_pseudonym=pseudonym).update(
            author_kind=author_kind, author_display=name, author_pseudonym=""
        )
        data = {**_account_data(account), "n_mentions": n_mentions}
        record(
            "mentions.register_account",
            actor=actor, kind="public_account", key=account.pk, unit_id=account.unit_id, data=data,
        )  # fmt: skip
    return account


def remove_public_account(*, actor: User, account: PublicAccount) -> AuditEntry:
    """Take an account off the register: its author is a citizen again, known by the same hash, here and from now on.

    Whoever monitors may, over a unit's official account whoever monitors there. Announces nothing.
    `undo_remove_public_account` undoes. Words inside stored texts stay as they are.
    """
    require(actor, REGISTER_ACCOUNT, account.unit_id)
    with transaction.atomic():
        locked = PublicAccount.objects.select_for_update().filter(pk=account.pk).first()
        if locked is None:
            raise WrongState(f"account {account.pk} is gone already")
        theirs = Mention.objects.filter(
            source_kind=locked.platform, author_kind=locked.author_kind, author_display=locked.name
        )
        n_mentions = theirs.update(
            author_kind=AuthorKind.CITIZEN,
            author_display="",
            author_pseudonym=pseudonym_of(locked.platform, locked.handle),
        )
        data = {**_account_data(locked), "n_mentions": n_mentions}
        entry = record(REMOVED, actor=actor, kind="public_account", key=locked.pk, unit_id=locked.unit_id, data=data)
        locked.delete()
    return entry


def undo_remove_public_account(*, actor: User, entry: AuditEntry) -> PublicAccount:
    """Put an account back that `remove_public_account` took. By whoever may register it. Announces nothing."""
    data = entry.payload.data
    if entry.verb != REMOVED or "handle" not in data:
        raise WrongState(f"entry {entry.pk} cannot be undone")
    unit = Unit.objects.filter(pk=data["unit"]).first() if data["unit"] else None
    names = ("platform", "handle", "name", "author_kind")
    return register_public_account(actor=actor, unit=unit, **{name: data[name] for name in names})


def _account_data(account: PublicAccount) -> dict[str, Any]:
    names = ("platform", "handle", "name", "author_kind")
    return {**{name: getattr(account, name) for name in names}, "unit": account.unit_id}


def ask_llm(*, actor: User, mention: Mention) -> LlmReading:
    """Have a public mention read by the language model, before what the machine chose. Who works here may.

    Announces nothing: the schedule finds it. Cannot be undone: the text leaves for the model.

    Raises
    ------
    WrongState
        If no model is set, the mention belongs to a unit alone, or it was asked about already.
    """
    require(actor, ASK_LLM)
    with transaction.atomic():
        locked = locked_mention(actor, mention)
        reading = LlmReading.objects.filter(mention=locked).first() or LlmReading(mention=locked)
        is_free = reading.pk is None or (reading.asked_by_id is None and reading.state == LlmState.WAITING)
        if not settings.LLM_URL or locked.unit_id is not None or not (is_free or reading.state == LlmState.UNUSABLE):
            raise WrongState(f"mention {locked.pk} is not for the language model")
        reading.state, reading.asked_by, reading.due_at, reading.n_failures = LlmState.WAITING, actor, timezone.now(), 0
        reading.save()
        record("mentions.ask_llm", actor=actor, kind="mention", key=locked.pk)
    return reading


@dataclass(frozen=True, slots=True)
class Pasted:
    """What became of what was pasted."""

    mention: Mention
    is_new: bool


def paste(*, actor: User, unit: Unit, text: str, picture: bytes = b"") -> Pasted:
    """Take in a link, a message or a screenshot. Who works in the unit may; announces ``mentions.paste``.

    A link alone is public and its page is read; anything else is private to the unit. What is there already
    stays as it is, and is kept when nobody watched it. Cannot be undone: it is judged and grouped.

    Raises
    ------
    InvalidInput
        When there is nothing, an address that is not visited, or a picture that is none; `field` says which.
    """
    require(actor, PASTE, unit)
    text = text.replace("\0", "").strip()
    if not text and not picture:
        raise InvalidInput("nothing was pasted", field="text")
    url = "" if picture or len(text.split()) != 1 else link_in(text)
    clean = clean_picture(picture) if picture else None
    owner = None if url else unit
    item = linked(url) if url else told(text, clean)
    with transaction.atomic():
        found, is_new = _paste_once(item, owner)
        if clean is not None:
            file = {"media_type": clean.media_type, "n_bytes": len(clean.content)}
            Attachment.objects.get_or_create(mention=found, sha256=keep_file(clean.content), defaults=file)
        if not found.is_kept:
            keep([found.pk], now=timezone.now())
        data = {"is_new": is_new, "is_link": bool(url), "has_picture": clean is not None}
        announce(record("mentions.paste", actor=actor, kind="mention", key=found.pk, unit_id=unit.pk, data=data))
    return Pasted(found, is_new)


def _paste_once(item: Item, owner: Unit | None) -> tuple[Mention, bool]:
    """The one mention of it. Two people who paste the same at once take turns."""
    key = Door.from_register().clean(item).item.platform_id
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 7302))", [key])
    same = Mention.objects.filter(source_kind=item.source_kind, platform_id=key, unit=owner)
    found = same.first()
    if found is not None:
        return found, False
    store_items([item], unit=owner, is_pasted=True)
    return same.get(), True


def locked_mention(actor: User, mention: Mention) -> Mention:
    found = Mention.objects.visible_to(actor).select_for_update().filter(pk=mention.pk).first()
    if found is None:
        raise NotAllowed(f"mention {mention.pk} is not for user {actor.pk}")
    return found


def _store_one(item: Item, batch: ImportBatch) -> int:
    unit = None if batch.is_public else batch.unit
    stored = store_items([item], batch=batch, unit=unit)
    batch.n_quarantined = max(0, batch.n_quarantined - 1)
    batch.n_stored += stored.n_new
    batch.n_updated += stored.n_updated
    batch.n_unchanged += stored.n_unchanged
    batch.save(update_fields=["n_quarantined", "n_stored", "n_updated", "n_unchanged"])
    return stored.mention_ids[0] if stored.mention_ids else 0


def _check_value(name: str, value: Any) -> None:
    if name not in CORRECTABLE:
        raise InvalidInput(f"{name} is not corrected by people", field="name")
    if name in _ONE_OF:
        is_known = value in _ONE_OF[name].values
    else:
        known = Topic.objects if name == "topics" else Region.objects
        is_known = isinstance(value, list) and known.filter(pk__in=value).count() == len(set(value))
    if not is_known:
        raise InvalidInput(f"{name} cannot be this", field=name)
