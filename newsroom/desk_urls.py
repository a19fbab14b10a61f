"""Addresses of the desk."""

from django.urls import path

from newsroom.views import accounts, alarm, corrections, home, ledger, media, reconciling, renditions, reviews, stories

app_name = "desk"

urlpatterns = [
    path("", home.home, name="home"),
    path("beitraege/", stories.stories, name="stories"),
    path("beitraege/neu/", stories.story_new, name="story_new"),
    path("beitraege/<int:pk>/", stories.story, name="story"),
    path("beitraege/<int:pk>/einreichen/", stories.story_submit, name="story_submit"),
    path("beitraege/<int:pk>/zuruecknehmen/", stories.story_withdraw, name="story_withdraw"),
    path("beitraege/<int:pk>/ruecknahme/", corrections.story_take_back, name="story_take_back"),
    path("beitraege/<int:pk>/korrektur/verwerfen/", corrections.correction_discard, name="correction_discard"),
    path("beitraege/<int:pk>/kanaele/", renditions.story_renditions, name="story_renditions"),
    path("beitraege/<int:pk>/auslieferungen/", ledger.story_ledger, name="story_ledger"),
    path("beitraege/<int:pk>/bilder/", media.image_add, name="image_add"),
    path("beitraege/<int:pk>/bilder/<int:asset>/entfernen/", media.image_remove, name="image_remove"),
    path("beitraege/<int:pk>/bilder/<int:asset>/verschieben/", media.image_move, name="image_move"),
    path("beitraege/<int:pk>/bilder/<int:asset>/beschreiben/", media.image_describe, name="image_describe"),
    path("beitraege/<int:pk>/video/", media.video_set, name="video_set"),
    path("beitraege/<int:pk>/video/entfernen/", media.video_remove, name="video_remove"),
    path("kanalfassungen/<int:pk>/", renditions.rendition, name="rendition"),
    path("kanalfassungen/<int:pk>/messen/", renditions.rendition_measure, name="rendition_measure"),
    path("kanalfassungen/<int:pk>/zuruecksetzen/", renditions.rendition_reset, name="rendition_reset"),
    path("kanalfassungen/<int:pk>/senden/", renditions.rendition_include, name="rendition_include"),
    path("kanalfassungen/<int:pk>/termin/", renditions.rendition_plan, name="rendition_plan"),
    path("kanalfassungen/<int:pk>/behalten/", renditions.rendition_keep, name="rendition_keep"),
    path("abnahme/", reviews.reviews, name="reviews"),
    path("abnahme/<int:pk>/", reviews.review, name="review"),
    path("auslieferungen/", ledger.ledger, name="ledger"),
    path("auslieferungen/ungewiss/", reconciling.undecided, name="undecided"),
    path("auslieferungen/<uuid:pk>/klaeren/", reconciling.delivery_reconcile, name="delivery_reconcile"),
    path("auslieferungen/<uuid:pk>/klaeren/konto/", reconciling.delivery_candidates, name="delivery_candidates"),
    path("achtung/", alarm.attention, name="alarm"),
    path("auslieferungen/<uuid:pk>/", ledger.delivery, name="delivery"),
    path("auslieferungen/<uuid:pk>/entscheiden/", ledger.delivery_decide, name="delivery_decide"),
    path("auslieferungen/<uuid:pk>/erneut/", ledger.delivery_retry, name="delivery_retry"),
    path("auslieferungen/<uuid:pk>/absagen/", ledger.delivery_cancel, name="delivery_cancel"),
    path("auslieferungen/<uuid:pk>/erledigt/", corrections.step_finish, name="step_finish"),
    path("auslieferungen/<uuid:pk>/entfaellt/", corrections.step_drop, name="step_drop"),
    path("auslieferungen/<uuid:pk>/anderer-weg/", corrections.step_other_way, name="step_other_way"),
    path("konten/", accounts.accounts, name="accounts"),
    path("konten/verbinden/<slug:platform>/", accounts.account_connect, name="account_connect"),
    path("konten/rueckkehr/", accounts.account_callback, name="account_callback"),
    path("konten/auswahl/", accounts.account_choose, name="account_choose"),
    path("konten/<int:pk>/", accounts.account, name="account"),
    path("konten/<int:pk>/pruefen/", accounts.account_check, name="account_check"),
    path("konten/<int:pk>/anhalten/", accounts.account_pause, name="account_pause"),
    path("konten/<int:pk>/fortsetzen/", ledger.account_resume, name="account_resume"),
]
