from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.roles import READING, WORKING, Permission
from tanggap.ui.menu import MenuItem


class MentionsConfig(AppConfig):
    name = "tanggap.mentions"
    label = "mentions"
    verbose_name = _("Mentions")
    menu = (
        MenuItem(_("Mentions"), "mention_list", "news", 55),
        MenuItem(_("Paste a link or text"), "paste", "clipboard-plus", 18, Permission("mentions.paste", WORKING)),
        MenuItem(_("Review queue"), "review_queue", "eye-check", 56, Permission("mentions.see_reviews", READING)),
        MenuItem(
            _("The machine's judgements"), "enricher_list", "robot", 72, Permission("mentions.see_enrichers", READING)
        ),
        MenuItem(
            _("Ratings by people"), "rating_round_list", "checklist", 71, Permission("mentions.see_ratings", READING)
        ),
        MenuItem(_("Watches"), "watch_list", "eye", 60),
    )
