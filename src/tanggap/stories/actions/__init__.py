"""What the machine and people do with stories. Whoever changes memberships locks the `GroupingMark` first."""

from tanggap.stories.actions.figures import refresh_figures
from tanggap.stories.actions.filters import remove_filter, restore_filter, save_filter
from tanggap.stories.actions.guards import SORT_STORIES, StoriesInDifferentIssues
from tanggap.stories.actions.levels import keep_moving_levels
from tanggap.stories.actions.merging import merge_by_machine, merge_stories, propose_merge
from tanggap.stories.actions.moving import detach_mention, move_mention, split_story
from tanggap.stories.actions.placing import Place, place_mentions, reserve_ids
from tanggap.stories.actions.standing import dismiss_story, lock_stories, restore_story, set_issue_number, watch_story
from tanggap.stories.actions.undoing import undo_change

__all__ = [
    "SORT_STORIES",
    "Place",
    "StoriesInDifferentIssues",
    "detach_mention",
    "dismiss_story",
    "keep_moving_levels",
    "lock_stories",
    "merge_by_machine",
    "merge_stories",
    "move_mention",
    "place_mentions",
    "propose_merge",
    "refresh_figures",
    "remove_filter",
    "reserve_ids",
    "restore_filter",
    "restore_story",
    "save_filter",
    "set_issue_number",
    "split_story",
    "undo_change",
    "watch_story",
]
