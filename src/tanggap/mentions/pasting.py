"""What a person pastes, as an item of the way in."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.utils.translation import gettext as _

from tanggap.connectors.base import Item
from tanggap.core.errors import InvalidInput
from tanggap.core.web.addresses import canonical_url, site_of
from tanggap.core.web.pictures import Picture
from tanggap.mentions.models import AuthorKind, SourceKind
from tanggap.mentions.privacy import PLATFORM_OF_SITE
from tanggap.mentions.rows import MAX_KEY_BYTES


def link_in(word: str) -> str:
    """The address in its one form when the word is one that we visit; empty when it is no address.

    Raises
    ------
    InvalidInput
        When it leads into a private network or cannot be visited.
    """
    if not word.lower().startswith(("http://", "https://", "www.")):
        return ""
    # Loaded by whoever pastes: pages start faster without.
    from tanggap.net.addresses import AddressRules
    from tanggap.net.errors import AddressRefused

    url = canonical_url(word if "://" in word else f"https://{word}")
    if not url or len(url) > MAX_KEY_BYTES:
        raise InvalidInput("an address that cannot be read", field="address")
    try:
        AddressRules(settings.PRIVATE_HOSTS).check_url(url)
    except AddressRefused as refused:
        raise InvalidInput("an address that is not visited", field="address") from refused
    return url


def linked(url: str) -> Item:
    """What stands behind a link: a page that is read afterwards, or a post of a platform."""
    platform = PLATFORM_OF_SITE.get(site_of(url), "")
    kind = platform or SourceKind.ONLINE
    author = AuthorKind.CITIZEN if platform else AuthorKind.MEDIA
    return Item(kind, url, "", url=url, author_kind=author, missing_fields=("published_at",))


def told(text: str, picture: Picture | None) -> Item:
    """A forwarded message or a screenshot: whoever wrote it is a citizen, and it has no address."""
    content = picture.content if picture else text.encode(errors="replace")
    title = _("Screenshot") if picture and not text else ""
    return Item(
        SourceKind.FIELD_REPORT,
        f"tempel:{hashlib.sha256(content).hexdigest()}",
        text,
        title=title,
        author_kind=AuthorKind.CITIZEN,
        missing_fields=("published_at",),
    )
