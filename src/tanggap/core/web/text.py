"""Text out of markup, and clean in itself."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

MAX_MARKUP = 5_000_000
_LOOKS_LIKE_MARKUP = re.compile(
    r"<(?:/?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]{0,2000})?/?>|!--)|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});", re.IGNORECASE
)
# Everything that is invisible or breaks storage: controls, zero widths, soft hyphens, lone surrogates.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ud800-\udfff]"
)
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "br", "caption", "dd", "div", "dl", "dt", "figcaption"}
    | {"figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav"}
    | {"ol", "p", "pre", "section", "table", "td", "th", "tr", "ul"}
)
_SILENT = frozenset({"script", "style", "noscript", "template", "iframe", "object", "svg", "head", "button"})


def clean_text(value: str) -> str:
    r"""Return text without markup, invisible characters and idle space; paragraphs stay apart by one newline.

    Examples
    --------
    >>> clean_text("<p>Warga&nbsp;<b>Martapura</b></p><p>mengungsi.</p>")
    'Warga Martapura\nmengungsi.'
    >>> clean_text("a < b dan c > d")
    'a < b dan c > d'
    """
    text = value[:MAX_MARKUP]
    if _LOOKS_LIKE_MARKUP.search(text):
        text = strip_markup(text)
    return tidy(text)


def tidy(text: str) -> str:
    """Return plain text in composed form (NFC) without invisible characters, idle space and empty lines."""
    if not text:
        return ""
    lines = map(_tidy_line, unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(line for line in lines if line)


def _tidy_line(line: str) -> str:
    # Nothing printable is invisible, and the only printable space is the ordinary one.
    if line.isprintable():
        return " ".join(line.split()) if "  " in line else line.strip()
    return _SPACES.sub(" ", _INVISIBLE.sub("", line)).strip()


def one_line(value: str, max_length: int = 1000) -> str:
    r"""Return clean text on one line, as for titles.

    Examples
    --------
    >>> one_line("Jalan rusak,\n warga &amp; sopir mengeluh")
    'Jalan rusak, warga & sopir mengeluh'
    """
    return clean_text(value).replace("\n", " ")[:max_length].strip() if value else ""


def strip_markup(markup: str) -> str:
    """Return the visible text of HTML, with a newline around blocks."""
    tree = parse_markup(markup)
    if tree is None:
        return html.unescape(re.sub(r"<[^<>]*>", " ", markup))
    return "".join(_visible(tree))


def parse_markup(markup: str) -> lxml_html.HtmlElement | None:
    """Return the tree of an HTML text of any quality, or None when there is nothing in it."""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    body = markup[:MAX_MARKUP].replace("\x00", "").encode("utf-8", errors="ignore")
    try:
        tree = lxml_html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None
    return tree if isinstance(tree, lxml_html.HtmlElement) else None


def _visible(tree: lxml_html.HtmlElement) -> Iterator[str]:
    silent: etree._Element | None = None
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        is_start = event == "start"
        if silent is None and is_start and node.tag in _SILENT:
            silent = node
        if silent is None:
            if node.tag in _BLOCKS:
                yield "\n"
            if is_start and node.text:
                yield _flowed(node.text, node)
        if not is_start:
            if silent is node:
                silent = None
            if silent is None and node.tail:
                yield _flowed(node.tail, node.getparent())


def _flowed(text: str, inside: etree._Element | None) -> str:
    # A line break in the source of a page is only a space, except where it is drawn as typed.
    return text if inside is not None and inside.tag == "pre" else re.sub(r"\s+", " ", text)
