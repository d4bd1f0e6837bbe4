"""The register of accounts that may be named; everybody who is not in it is a citizen without a name."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from tanggap.accounts.access import SignedInRequest, access, may
from tanggap.audit.models import AuditEntry
from tanggap.core.errors import InvalidInput
from tanggap.mentions import actions
from tanggap.mentions.forms import AccountForm
from tanggap.mentions.models import AuthorKind, SourceKind
from tanggap.sources.models import PublicAccount
from tanggap.ui.notices import attempt, notify

_TAKEN = {
    "handle": gettext_lazy("This account is registered already."),
    "name": gettext_lazy("Another account of this platform has this name. Choose another one."),
}


@access(actions.REGISTER_ACCOUNT)
def account_list(request: SignedInRequest) -> HttpResponseBase:
    """All accounts that may be named, and the form for one more."""
    form = AccountForm(request.POST or None, user=request.user)
    if form.is_valid():
        try:
            actions.register_public_account(actor=request.user, **form.cleaned_data)
        except InvalidInput as error:
            form.add_error(error.field or None, _TAKEN.get(error.field, _("This cannot be used.")))
        else:
            notify(request, _("Registered. Mentions that came from it earlier show the name too."))
            return redirect("public_account_list")
    accounts = PublicAccount.objects.select_related("unit")
    rows = [
        {
            "account": row,
            "platform": SourceKind(row.platform).label if row.platform in SourceKind.values else row.platform,
            "kind": AuthorKind(row.author_kind).label,
            "may_remove": may(request.user, actions.REGISTER_ACCOUNT, row.unit_id),
        }
        for row in accounts
    ]
    return render(request, "mentions/public_accounts.html", {"form": form, "rows": rows})


@require_POST
@access(actions.REGISTER_ACCOUNT)
def account_remove(request: SignedInRequest, pk: int) -> HttpResponseBase:
    account = get_object_or_404(PublicAccount, pk=pk)
    entry = actions.remove_public_account(actor=request.user, account=account)
    n_mentions = entry.payload.data["n_mentions"]
    said = ngettext(
        "Removed. %(n)d mention no longer shows the name.",
        "Removed. %(n)d mentions no longer show the name.",
        n_mentions,
    )
    notify(request, said % {"n": n_mentions}, undo=reverse("public_account_undo", args=[entry.pk]))
    return redirect("public_account_list")


@require_POST
@access(actions.REGISTER_ACCOUNT)
def account_undo(request: SignedInRequest, entry_id: int) -> HttpResponseBase:
    entry = get_object_or_404(AuditEntry, pk=entry_id, verb=actions.REMOVED)
    attempt(
        request,
        lambda: actions.undo_remove_public_account(actor=request.user, entry=entry),
        said=_("The account is registered again."),
        refused=_("The account is registered again already."),
    )
    return redirect("public_account_list")
