"""What follows what: from the verb of an audit entry to the jobs that it sets off."""

from __future__ import annotations

from tanggap.jobs.queue import defer, task

# Each job is called with `verb`, `object_kind` and `object_id` of the entry.
REACTIONS: dict[str, tuple[str, ...]] = {
    "accounts.deactivate_person": ("pipeline.follow_person",),
    "accounts.reactivate_person": ("pipeline.follow_person",),
    "sources.add_source": ("pipeline.visit",),
    "sources.switch_on": ("pipeline.visit",),
    "sources.fetch_now": ("pipeline.visit",),
    "sources.start_import": ("pipeline.start_import",),
    "sources.resume_import": ("pipeline.start_import",),
    "sources.retry_row": ("pipeline.step_on",),
    "mentions.add_watch": ("pipeline.start_rematch",),
    "mentions.change_watch": ("pipeline.start_rematch",),
    "mentions.paste": ("pipeline.read_pasted",),
    "mentions.keep_mention": ("pipeline.step_on",),
    "mentions.correct_assessment": ("pipeline.refresh_story",),
    "mentions.undo_correction": ("pipeline.refresh_story",),
    "mentions.use_model": ("pipeline.start_rejudging",),
    "mentions.switch_enricher": ("pipeline.start_rejudging",),
    "stories.merge": ("pipeline.follow_stories",),
    "stories.split": ("pipeline.follow_stories",),
    "stories.move": ("pipeline.follow_stories",),
    "stories.detach": ("pipeline.follow_stories",),
    "stories.undo": ("pipeline.follow_stories",),
}


@task(name="pipeline.react")
def react(verb: str, object_kind: str, object_id: str) -> None:
    """Set off whatever follows; most deeds are followed by nothing."""
    for name in REACTIONS.get(verb, ()):
        defer(name, verb=verb, object_kind=object_kind, object_id=object_id)
