from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django import forms

from tanggap.ui.selects import quick_select


class _Form(forms.Form):
    kind = forms.ChoiceField(
        label="Kind",
        required=True,
        help_text="Which one.",
        choices=[("", "All"), ("a", "<A> & 'b'"), ("Group", [("1", "one"), ("2", "two")])],
        widget=forms.Select(attrs={"data-kind": 'x"y'}),
    )


class _Reader(HTMLParser):
    """Tags with their attributes, in whatever order these stand, and the words between."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[object] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.parts.append(data.strip())


@pytest.mark.parametrize("chosen", [None, "", "a", "2", "gone"])
def test_it_draws_what_the_template_of_the_framework_draws(chosen: str | None) -> None:
    form = _Form() if chosen is None else _Form({"kind": chosen})
    attrs = {"class": "form-select"}

    drawn = _Reader(quick_select(form["kind"], dict(attrs))).parts
    assert drawn == _Reader(form["kind"].as_widget(attrs=dict(attrs))).parts
    assert len(drawn) > 5
