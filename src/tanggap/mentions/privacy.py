"""The door at which private people lose their names: nothing behind it knows who they are.

The rule: whoever is not in the register of public accounts is a citizen. A citizen's name and handle become a
keyed hash; an @handle in any text becomes ``@warga``; an address of a social platform loses the handle. Names
inside published news stay.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings

from tanggap.connectors.base import Item
from tanggap.core.web.addresses import site_of
from tanggap.sources.models import PublicAccount

CITIZEN = "warga"
# Where editors answer for what is published, and for whose name stands over it.
PUBLISHED_KINDS = frozenset({"media_online", "media_cetak", "tv", "radio"})
PLATFORM_OF_SITE = {
    "tiktok.com": "tiktok",
    "instagram.com": "instagram",
    "facebook.com": "facebook",
    "fb.com": "facebook",
    "x.com": "x",
    "twitter.com": "x",
    "youtube.com": "youtube",
    "threads.net": "threads",
    "threads.com": "threads",
    "t.me": "telegram",
    "telegram.me": "telegram",
}
# First words of a path that are places of the platform, not somebody's handle.
_PLACES = {
    "instagram": frozenset({"p", "reel", "reels", "tv", "explore", "stories"}),
    "facebook": frozenset(
        {"groups", "watch", "reel", "photo", "photo.php", "permalink.php", "story.php", "share", "events", "hashtag"}
    ),
    "x": frozenset({"i", "hashtag", "search", "home", "explore"}),
    "telegram": frozenset({"s", "c", "joinchat"}),
}
_NO_PERSON_IN_PATH = {"x": "i"}
_HANDLE = re.compile(r"(?<![\w@.])@([A-Za-z0-9_](?:[A-Za-z0-9_.]{0,48}[A-Za-z0-9_])?)")
_ADDRESS = re.compile(r"https?://[^\s<>\"'\])]+", re.IGNORECASE)
_PERSONAL_KEY = re.compile(
    r"author|user|nick|handle|name|avatar|profile|phone|email|nama|pelapor|pengirim|akun|screen", re.IGNORECASE
)


def pseudonym_of(platform: str, native_id: str) -> str:
    """The keyed hash by which one private author is told from another, as 64 hexadecimal digits."""
    message = f"{platform}\0{native_id.strip().lstrip('@').casefold()}"
    return hmac.new(settings.PSEUDONYM_KEY.encode(), message.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class CleanItem:
    """An item as it may be stored."""

    item: Item
    pseudonym: str = ""


@dataclass(frozen=True, slots=True)
class Door:
    """Takes private names out of items. `public` holds (platform, handle in lower case) of who may be named."""

    public: Mapping[tuple[str, str], PublicAccount] = field(default_factory=dict)

    @classmethod
    def from_register(cls) -> Self:
        """The door as the register of public accounts stands now."""
        return cls({(row.platform, row.handle.casefold()): row for row in PublicAccount.objects.all()})

    def clean(self, item: Item) -> CleanItem:
        """The item without private names. Twice through the door is the same as once."""
        account = self._account_of(item)
        if account is not None:
            known = replace(item, author_kind=account.author_kind, author_display=account.name)
            return CleanItem(self._scrubbed(known, item.source_kind, _keep))
        if item.source_kind in PUBLISHED_KINDS and item.author_kind != CITIZEN:
            return CleanItem(self._scrubbed(replace(item, author_native_id=""), item.source_kind, _keep))
        return self._private(item)

    def clean_text(self, text: str, platform: str = "") -> str:
        """The text with private @handles and private addresses made anonymous."""
        if "@" not in text and "://" not in text:
            return text
        text = _ADDRESS.sub(lambda found: self.clean_url(found.group()), text)
        return _HANDLE.sub(lambda found: found.group() if self._is_public(platform, found.group(1)) else "@warga", text)

    def clean_url(self, url: str) -> str:
        """The address without the handle of a private account; other addresses as they are."""
        platform = PLATFORM_OF_SITE.get(site_of(url), "")
        if not platform:
            return url
        parts = urlsplit(url)
        segments = parts.path.split("/")
        for place, segment in enumerate(segments):
            if segment.startswith("@") and not self._is_public(platform, segment[1:]):
                segments[place] = "@warga"
        if platform in _PLACES and len(segments) > 1:
            segments = self._without_owner(platform, segments)
        return urlunsplit(parts._replace(path="/".join(segments)))

    def _without_owner(self, platform: str, segments: list[str]) -> list[str]:
        owner = segments[1]
        is_place = not owner or owner.lower() in _PLACES[platform] or owner.startswith("@")
        if is_place or self._is_public(platform, owner) or (platform == "facebook" and owner.isdigit()):
            return segments
        if platform == "instagram" and len(segments) > 3:
            return ["", *segments[2:]]
        return ["", _NO_PERSON_IN_PATH.get(platform, CITIZEN), *segments[2:]]

    def _account_of(self, item: Item) -> PublicAccount | None:
        for name in (item.author_native_id, item.author_display):
            account = self.public.get((item.source_kind, name.strip().lstrip("@").casefold()))
            if account is not None:
                return account
        return None

    def _is_public(self, platform: str, handle: str) -> bool:
        if platform:
            return (platform, handle.casefold()) in self.public
        return any(known == handle.casefold() for _platform, known in self.public)

    def _private(self, item: Item) -> CleanItem:
        identity = item.author_native_id or item.author_display
        pseudonym = pseudonym_of(item.source_kind, identity) if identity else ""
        forget = _forgetter(item, pseudonym)
        anonymous = replace(item, author_kind=CITIZEN, author_display="", author_native_id="", outlet_name="")
        return CleanItem(self._scrubbed(anonymous, item.source_kind, forget, is_private=True), pseudonym)

    def _scrubbed(self, item: Item, kind: str, forget: Callable[[str], str], *, is_private: bool = False) -> Item:
        platform = "" if kind in PUBLISHED_KINDS else kind

        def words(text: str) -> str:
            return forget(self.clean_text(text, platform))

        def address(url: str) -> str:
            return forget(self.clean_url(url))

        return replace(
            item,
            title=words(item.title),
            text=words(item.text),
            summary=words(item.summary),
            url=address(item.url),
            platform_id=address(item.platform_id),
            parent_platform_id=address(item.parent_platform_id),
            links=tuple(address(link) for link in item.links),
            hashtags=tuple(forget(tag) for tag in item.hashtags),
            raw=_scrubbed_raw(item.raw, words, is_private=is_private),
        )


def _keep(text: str) -> str:
    return text


def _forgetter(item: Item, pseudonym: str) -> Callable[[str], str]:
    """A function that replaces this author's own name and handle wherever they stand as words."""
    names = {name.strip().lstrip("@") for name in (item.author_native_id, item.author_display)}
    known = sorted((name for name in names if len(name) >= 3), key=len, reverse=True)
    if not known:
        return _keep
    pattern = re.compile(rf"(?<!\w)@?(?:{'|'.join(map(re.escape, known))})(?!\w)", re.IGNORECASE)
    # An id made of the handle must stay unique, so it gets a piece of the hash; words get the plain word.
    return lambda text: pattern.sub(CITIZEN if " " in text else f"{CITIZEN}-{pseudonym[:12]}", text)


def _scrubbed_raw(value: Any, words: Callable[[str], str], *, is_private: bool) -> Any:
    if isinstance(value, str):
        return words(value)
    if isinstance(value, Mapping):
        return {
            key: _scrubbed_raw(inner, words, is_private=is_private)
            for key, inner in value.items()
            if not (is_private and _PERSONAL_KEY.search(str(key)))
        }
    if isinstance(value, list | tuple):
        return [_scrubbed_raw(inner, words, is_private=is_private) for inner in value]
    return value
