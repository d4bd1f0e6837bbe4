"""What people fill in about rounds, and the rubric as a form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tanggap.accounts.models import Unit, User
from tanggap.core.errors import InvalidInput
from tanggap.core.rubric.criteria import FROM_TEXT, STEPS, Criterion
from tanggap.mentions.rating.actions import MAX_TEXTS, MIN_TEXTS
from tanggap.mentions.rating.lines import language
from tanggap.mentions.rating.sampling import possible_raters

CANNOT_SAY = "-"
PERIODS = ((7, _("Last 7 days")), (30, _("Last 30 days")), (90, _("Last 90 days")))
REFUSED = {
    "name": _("This unit has a round of that name already."),
    "raters": _("Choose at least two people who work in this unit."),
    "n_texts": _("There are fewer mentions than that. Choose a smaller number or a longer period."),
}


class RoundForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example: Round of March."))
    days = forms.TypedChoiceField(label=_("Mentions of"), choices=PERIODS, coerce=int, initial=30)
    n_texts = forms.IntegerField(
        label=_("Number of mentions"), min_value=MIN_TEXTS, max_value=MAX_TEXTS, initial=30,
        help_text=_("Each rater rates all of them. The more mentions, the narrower the interval of the figures."),
    )  # fmt: skip
    raters = forms.ModelMultipleChoiceField(
        label=_("Raters"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text=_("At least two. They rate alone: nobody sees the others or the machine until the round is closed."),
    )  # fmt: skip

    def __init__(self, *args: Any, unit: Unit, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["raters"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            field.queryset = possible_raters(unit)

    def refuse(self, error: InvalidInput) -> None:
        """Say beside the field why the round could not be prepared."""
        self.add_error(error.field, REFUSED[error.field])


@dataclass(frozen=True, slots=True)
class Choice:
    """One step of a question, with the key that chooses it."""

    value: str
    words: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Question:
    """One criterion as the form shows it."""

    code: str
    name: str
    question: str
    choices: list[Choice]
    is_missing: bool


class RatingForm(forms.Form):
    """The rubric: for each criterion read from a text a step, or that one cannot say."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values = [*map(str, STEPS), CANNOT_SAY]
        for criterion in FROM_TEXT:
            self.fields[criterion.code] = forms.ChoiceField(choices=[(value, value) for value in values])

    def scores(self) -> dict[str, int | None]:
        given = {criterion.code: self.cleaned_data[criterion.code] for criterion in FROM_TEXT}
        return {code: None if value == CANNOT_SAY else int(value) for code, value in given.items()}

    def questions(self) -> list[Question]:
        return [self._question(criterion) for criterion in FROM_TEXT]

    def _question(self, criterion: Criterion) -> Question:
        code, chosen = language(), str(self[criterion.code].value())
        steps = [
            Choice(str(step), words.in_language(code), chosen == str(step))
            for step, words in enumerate(criterion.anchors)
        ]
        cannot = Choice(CANNOT_SAY, str(_("Cannot say from this text")), chosen == CANNOT_SAY)
        return Question(
            criterion.code,
            criterion.name.in_language(code),
            criterion.question.in_language(code),
            [*steps, cannot],
            self.is_bound and criterion.code in self.errors,
        )


def as_typed(scores: dict[str, int | None]) -> dict[str, str]:
    """A rating as the form holds it."""
    return {code: CANNOT_SAY if step is None else str(step) for code, step in scores.items()}
