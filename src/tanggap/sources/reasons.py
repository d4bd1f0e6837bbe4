"""The sentences with which connectors say why a row or a file cannot be read, so that the catalogue has them.

Connectors know no framework and write plain English; pages show these sentences through gettext.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

REASONS = frozenset(
    {
        _("A quotation mark in this row is never closed, or the row is too long."),
        _(
            "No column for the text or the title was found. Name one of the columns in the first row “Judul” or “Isi”,"
            " or say which column holds what."
        ),
        _("The date cannot be read."),
        _("The entry has no address, no identifier or no words."),
        _("The file was kept for seven days and is gone."),
        _("The kind of source is not known."),
        _("The line is empty."),
        _("The line is longer than 4 million characters."),
        _("The line is no JSON object."),
        _("The line is no valid JSON."),
        _("The row has more cells than the header has columns."),
        _("The row has neither a text nor a title."),
        _("The text is longer than 200,000 characters."),
        _("The uploaded file is gone. Upload it again."),
        _("The workbook cannot be opened. Open it in Excel, save it again as XLSX, and upload that."),
        _("The workbook is too large when unpacked. Save it as CSV and upload that."),
        _("This file is packed (7z). Unpack it first."),
        _("This file is packed (RAR). Unpack it first."),
        _("This file is packed (gzip). Unpack it first."),
        _("This is a PDF. Upload a table: XLSX, CSV or JSON lines."),
        _("This is a web page or XML. Save it as XLSX or CSV."),
        _("This is an OpenDocument table. Save it as XLSX."),
        _("This is an old Excel file, or one with a password. Save it as XLSX without a password."),
        _("This is one JSON list. Write one JSON object per line (JSON lines)."),
    }
)
