"""Filters that a person keeps under a name."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from tanggap.accounts.models import User
from tanggap.audit.trail import record
from tanggap.core.errors import InvalidInput, NotAllowed, WrongState
from tanggap.stories.models import SavedFilter


@transaction.atomic
def save_filter(*, actor: User, name: str, query: str) -> SavedFilter:
    """Keep a choice of filters under a name; the same name takes the new choice. Everybody for themselves.

    Announces nothing. Undone by `remove_filter`.
    """
    name = " ".join(name.split())[:60]
    if not name or not query:
        raise InvalidInput("a filter needs a name and something chosen", field="name")
    User.objects.select_for_update().get(pk=actor.pk)
    saved, _new = SavedFilter.objects.update_or_create(
        user=actor, name=name, removed_at=None, defaults={"query": query[:500]}
    )
    record("stories.save_filter", actor=actor, kind="saved_filter", key=saved.pk, data={"query": saved.query})
    return saved


@transaction.atomic
def remove_filter(*, actor: User, saved: SavedFilter) -> SavedFilter:
    """Take a saved filter away. By whoever saved it. Announces nothing. Undone by `restore_filter`."""
    saved = _own(actor, saved)
    if saved.removed_at is not None:
        raise WrongState(f"filter {saved.pk} was taken away already")
    return _put(saved, "remove_filter", actor=actor, is_there=False)


@transaction.atomic
def restore_filter(*, actor: User, saved: SavedFilter) -> SavedFilter:
    """Put a filter back that was taken away, unless its name was given anew. By whoever saved it."""
    saved = _own(actor, saved)
    if saved.removed_at is None or SavedFilter.objects.of(actor).filter(name=saved.name).exists():
        raise WrongState(f"filter {saved.pk} cannot be put back")
    return _put(saved, "restore_filter", actor=actor, is_there=True)


def _own(actor: User, saved: SavedFilter) -> SavedFilter:
    User.objects.select_for_update().get(pk=actor.pk)
    saved = SavedFilter.objects.get(pk=saved.pk)
    if saved.user_id != actor.pk:
        raise NotAllowed(f"filter {saved.pk} is not of user {actor.pk}")
    return saved


def _put(saved: SavedFilter, verb: str, *, actor: User, is_there: bool) -> SavedFilter:
    saved.removed_at = None if is_there else timezone.now()
    saved.save(update_fields=["removed_at"])
    record(f"stories.{verb}", actor=actor, kind="saved_filter", key=saved.pk)
    return saved
