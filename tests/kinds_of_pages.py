"""One page of every kind, for the tests that look at all of them."""

from __future__ import annotations

from django.urls import reverse

from tanggap.issues.models import Issue
from tanggap.mentions.models import RatingAssignment
from tanggap.sources.models import Source
from tanggap.stories.models import Story, StoryMembership


def addresses() -> dict[str, str]:
    """One page of every kind that an analyst meets, by the name of its picture."""
    story = Story.objects.order_by("-n_mentions")[0]
    mention = StoryMembership.objects.filter(story=story)[0].mention
    issue = Issue.objects.order_by("number")[0]
    asked = RatingAssignment.objects.order_by("position")[0]
    plain = (
        *(
            "home",
            "my_work",
            "story_list",
            "issue_list",
            "source_list",
            "source_add",
            "group_list",
            "mention_list",
            "backlog",
        ),
        *("watch_list", "watch_add", "topic_list", "import_list", "unit_list", "profile", "account_change_password"),
        *("mfa_index", "usersessions_list", "route_list", "backlog"),
        *("search", "charts", "paste", "review_queue", "drift", "rating_round_list", "agreement"),
    )
    return {name: reverse(name) for name in plain} | {
        "story": reverse("story", args=[story.pk]),
        "issue": reverse("issue", args=[issue.number]),
        "issue_mentions": reverse("issue_mentions", args=[issue.number]),
        "issue_history": reverse("issue_history", args=[issue.number]),
        "issue_open": f"{reverse('issue_open')}?story={Story.objects.filter(issue_number='')[0].pk}",
        "mention": reverse("mention", args=[mention.pk]),
        "rating_round": reverse("rating_round", args=[asked.sampled.round_id]),
        "rate": reverse("rate", args=[asked.pk]),
        "search_found": f"{reverse('search')}?q=jalan",
        "source": reverse("source", args=[Source.objects.order_by("name")[0].pk]),
    }
