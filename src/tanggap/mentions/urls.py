from __future__ import annotations

from django.urls import URLPattern, path

from tanggap.mentions.drift.views import drift, drift_picture
from tanggap.mentions.machine import model_views
from tanggap.mentions.machine.views import enricher_list, enricher_switch, model_card
from tanggap.mentions.rating import agreement_views
from tanggap.mentions.rating import views as rating
from tanggap.mentions.review import views as review
from tanggap.mentions.tones import views as tones
from tanggap.mentions.views import accounts, mentions, pasting, proposals, quarantine, second, watches

urlpatterns: list[URLPattern] = [
    path("pantauan/", mentions.mention_list, name="mention_list"),
    path("pantauan/tidak-terpantau/", mentions.unwatched, name="unwatched"),
    path("tempel/", pasting.paste, name="paste"),
    path("lampiran/<int:pk>/", pasting.attachment, name="attachment"),
    path("pantauan/<int:pk>/dibaca/", mentions.mention_reading, name="mention_reading"),
    path("pantauan/<int:pk>/", mentions.mention, name="mention"),
    path("pantauan/<int:pk>/simpan/", mentions.mention_keep, name="mention_keep"),
    path("pantauan/<int:pk>/llm/", second.mention_ask_llm, name="mention_ask_llm"),
    path("pantauan/<int:pk>/koreksi/", mentions.mention_correct, name="mention_correct"),
    path("pantauan/<int:pk>/koreksi/<int:correction_id>/batal/", mentions.correction_undo, name="correction_undo"),
    path("pantauan/<int:pk>/nada/", tones.tone_correct, name="tone_correct"),
    path("pantauan/<int:pk>/nada/<int:correction_id>/batal/", tones.tone_undo, name="tone_undo"),
    path("periksa/", review.review_queue, name="review_queue"),
    path("periksa/mulai/", review.review_take, name="review_take"),
    path("periksa/<int:review_id>/jawab/", review.review_answer, name="review_answer"),
    path("periksa/<int:review_id>/lewati/", review.review_skip, name="review_skip"),
    path("periksa/<int:review_id>/urungkan/", review.review_undo, name="review_undo"),
    path("mesin/", enricher_list, name="enricher_list"),
    path("mesin/pergeseran/", drift, name="drift"),
    path("mesin/pergeseran/<slug:name>.svg", drift_picture, name="drift_picture"),
    path("mesin/kartu/<slug:name>/", model_card, name="model_card"),
    path("mesin/model/", model_views.model_list, name="model_list"),
    path("mesin/model/kemajuan/", model_views.rejudging_progress, name="rejudging_progress"),
    path("mesin/model/<slug:name>/<slug:version>/", model_views.model_report, name="model_report"),
    path("mesin/model/<slug:name>/<slug:version>/pakai/<slug:seen>/", model_views.model_use, name="model_use"),
    path("mesin/<slug:kind>/<slug:way>/", enricher_switch, name="enricher_switch"),
    path("penilaian/", rating.rating_round_list, name="rating_round_list"),
    path("penilaian/baru/", rating.rating_round_add, name="rating_round_add"),
    path("penilaian/kesepakatan/", agreement_views.agreement, name="agreement"),
    path("penilaian/kesepakatan.csv", agreement_views.agreement_csv, name="agreement_csv"),
    path("penilaian/<int:round_id>/", rating.rating_round, name="rating_round"),
    path("penilaian/<int:round_id>/lanjut/", rating.rating_next, name="rating_next"),
    path("penilaian/<int:round_id>/<slug:deed>/", rating.rating_round_deed, name="rating_round_deed"),
    path("penilaian/nilai/<int:assignment_id>/", rating.rate, name="rate"),
    path("penilaian/nilai/<int:assignment_id>/batal/<int:version>/", rating.rating_undo, name="rating_undo"),
    path("kata-pantau/", watches.watch_list, name="watch_list"),
    path("kata-pantau/baru/", watches.watch_add, name="watch_add"),
    path("kata-pantau/usulan/", proposals.watch_proposals, name="watch_proposals"),
    path("kata-pantau/<int:pk>/", watches.watch_edit, name="watch_edit"),
    path("akun-publik/", accounts.account_list, name="public_account_list"),
    path("akun-publik/<int:pk>/hapus/", accounts.account_remove, name="public_account_remove"),
    path("akun-publik/batal/<int:entry_id>/", accounts.account_undo, name="public_account_undo"),
    path("impor/<int:pk>/karantina/", quarantine.quarantine, name="quarantine"),
    path("impor/<int:pk>/karantina/<int:row_id>/", quarantine.row_retry, name="row_retry"),
    path("impor/<int:pk>/karantina/buang/", quarantine.rows_discard, name="rows_discard"),
]
