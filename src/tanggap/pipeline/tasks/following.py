"""Jobs that follow a person's deed; `reactions.py` says which."""

from __future__ import annotations

from tanggap.accounts.models import User
from tanggap.issues.actions import give_back_work, release_work
from tanggap.jobs.queue import task
from tanggap.pipeline.tasks.collecting import defer_once, defer_visit
from tanggap.pipeline.tasks.judging import defer_rejudging
from tanggap.stories.actions import refresh_figures
from tanggap.stories.models import StoryMembership


@task(name="pipeline.visit")
def visit(verb: str, object_kind: str, object_id: str) -> None:
    """Visit a source, because somebody waits for it."""
    defer_visit(int(object_id), is_manual=True)


@task(name="pipeline.start_import")
def start_import(verb: str, object_kind: str, object_id: str) -> None:
    defer_once("pipeline.import", batch_id=int(object_id))


@task(name="pipeline.start_rematch")
def start_rematch(verb: str, object_kind: str, object_id: str) -> None:
    defer_once("pipeline.rematch", watch_id=int(object_id))


@task(name="pipeline.step_on")
def step_on(verb: str, object_kind: str, object_id: str) -> None:
    """A mention came in by hand: let it go its way at once."""
    defer_once("pipeline.match")
    defer_once("pipeline.judge")


@task(name="pipeline.read_pasted")
def read_pasted(verb: str, object_kind: str, object_id: str) -> None:
    """Somebody pasted a link and waits for its page, or a text that goes its way at once."""
    defer_once("pipeline.read_pages")
    defer_once("pipeline.match")


@task(name="pipeline.refresh_story")
def refresh_story(verb: str, object_kind: str, object_id: str) -> None:
    """A person corrected a judgement: the story's tone figures follow."""
    story_ids = StoryMembership.objects.filter(mention_id=int(object_id)).values_list("story_id", flat=True)
    refresh_figures(set(story_ids))


@task(name="pipeline.start_rejudging")
def start_rejudging(verb: str, object_kind: str, object_id: str) -> None:
    """Another model judges, or one less: what is there is judged again, behind whatever is new."""
    defer_rejudging()


@task(name="pipeline.refresh_stories")
def refresh_stories(mention_ids: list[int]) -> None:
    """The machine judged these otherwise than before: the figures of their stories follow."""
    refresh_figures(set(StoryMembership.objects.filter(mention_id__in=mention_ids).values_list("story_id", flat=True)))


@task(name="pipeline.follow_person")
def follow_person(verb: str, object_kind: str, object_id: str) -> None:
    """Somebody was switched off or on: their open issues go back to their units, or back to them."""
    person = User.objects.get(pk=int(object_id))
    if person.is_active:
        give_back_work(person=person)
    else:
        release_work(person=person)
