"""Accreditation: the public form without a login, and at the desk decisions, mails and the list for the entrance."""

from typing import Any, Final

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from media_library.naming import safe_name
from media_library.serving import serve
from newsroom import telling
from newsroom.access import DeskRequest, allowed
from newsroom.forms import tie_notes
from newsroom.guests import discreet
from newsroom.pressguestforms import AddressField
from people.roles import Permission
from press import entrance, rules
from press.actions import accreditations as actions
from press.enums import AccreditationState, Proof, Purpose, RecipientState
from press.models import Accreditation, PressDate
from stories.errors import DeskError

WRITERS = allowed(Permission.WRITE)
SALT: Final = "accreditation"
# Somebody who opened the form in the morning may send it in the evening; nobody fills it in within two seconds.
OPEN_FOR: Final = 24 * 3600
FASTEST: Final = 2.0
MISSING: Final = {
    "name": "Bitte nennen Sie Ihren Namen; er steht auf der Liste am Einlass.",
    "outlet": "Für welche Redaktion oder welches Medium kommen Sie?",
    "email": "Wir brauchen Ihre E-Mail-Adresse, um Ihnen zu antworten.",
    "proof": "Womit weisen Sie sich aus?",
    "proof_text": "Bitte nennen Sie die Nummer des Ausweises oder die Redaktion, die Sie beauftragt hat.",
    "purposes": "Bitte wählen Sie, wofür Sie kommen.",
}


def _now_sealed() -> str:
    """The moment a form was opened, so that nobody outside can choose another."""
    return signing.dumps(timezone.now().timestamp(), salt=SALT)


class AccreditationForm(forms.Form):
    """What a journalist says about themselves. ``website`` is a field only programs fill in."""

    name = forms.CharField(label="Name", max_length=150)
    outlet = forms.CharField(label="Redaktion oder Medium", max_length=150)
    email = AddressField()
    phone = forms.CharField(label="Telefon", max_length=60, required=False)
    proof = forms.ChoiceField(label="Nachweis", choices=Proof.choices, widget=forms.RadioSelect)
    proof_text = forms.CharField(label="Nummer des Ausweises oder Name der Redaktion", max_length=150)
    card = forms.FileField(
        label="Kopie des Nachweises", required=False,
        help_text="Freiwillig: Bild oder PDF bis 8 MB. Nur die Pressestelle sieht die Datei.",
    )  # fmt: skip
    purposes = forms.MultipleChoiceField(
        label="Wofür kommen Sie?", choices=Purpose.choices, widget=forms.CheckboxSelectMultiple
    )
    needs = forms.CharField(
        label="Besonderer Bedarf", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Etwa: Strom, Stativ, Platz für einen Rollstuhl.",
    )  # fmt: skip
    website = forms.CharField(required=False)
    began = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"began": _now_sealed()}, auto_id="%s")
        for name, sentence in MISSING.items():
            self.fields[name].error_messages["required"] = sentence
        tie_notes(self)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            began = signing.loads(cleaned.get("began", ""), salt=SALT, max_age=OPEN_FOR)
        except signing.BadSignature:
            began = None
        if began is None:
            fresh = QueryDict(mutable=True)
            fresh.update(self.data)
            fresh["began"] = _now_sealed()
            self.data = fresh
            self.add_error(
                None, "Das Formular war zu lange offen. Ihre Angaben stehen noch da: Bitte senden Sie es noch einmal."
            )
        return cleaned

    def by_program(self) -> bool:
        """Filled in where no person looks, or faster than anybody types. Asked once the form is valid."""
        began = signing.loads(self.cleaned_data["began"], salt=SALT)
        return bool(self.cleaned_data["website"]) or timezone.now().timestamp() - began < FASTEST

    def facts(self) -> dict[str, Any]:
        """As the action takes them."""
        typed = self.cleaned_data
        found = {name: typed[name] for name in ("name", "outlet", "email", "phone", "proof_text", "needs")}
        card = typed["card"]
        too_large = card and card.size > actions.MAX_CARD
        data = b"\0" * (actions.MAX_CARD + 1) if too_large else card.read() if card else b""
        return found | {"proof": Proof(typed["proof"]), "purposes": typed["purposes"], "card": data}


# No session stands behind this form, so nobody's rights could be borrowed by another site; a CSRF cookie would be
# the only cookie of these pages.
@csrf_exempt
@discreet
@require_http_methods(["GET", "POST"])
def accreditation(request: HttpRequest, pk: int) -> HttpResponse:
    """The form for journalists; whoever sends it twice is told the same."""
    date = PressDate.objects.public(timezone.now()).filter(pk=pk, accredits=True).first()
    if date is None:
        raise Http404
    form = AccreditationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            if not form.by_program():
                actions.apply(date=date, now=timezone.now(), **form.facts())
        except DeskError as error:
            form.add_error("card" if isinstance(error, actions.BadCard) else None, str(error))
        else:
            return redirect("guest:accreditation_sent", date.pk)
    context = {
        "date": date, "form": form, "open": date.takes_registrations(timezone.now()), "city": settings.CITY,
        "office": settings.OFFICE,
    }  # fmt: skip
    return render(request, "guest/accreditation.html", context, status=422 if form.is_bound else 200)


@discreet
@require_GET
def accreditation_sent(request: HttpRequest, pk: int) -> HttpResponse:
    """What happens next."""
    date = get_object_or_404(PressDate.objects.public(timezone.now()), pk=pk, accredits=True)
    return render(request, "guest/accreditation_sent.html", {"date": date})


@WRITERS
@require_POST
def accreditation_decide(request: DeskRequest, pk: int) -> HttpResponse:
    """Decide about one person and mail the decision, mail it again, or delete what is known of them."""
    row = get_object_or_404(Accreditation.objects.select_related("date"), pk=pk)
    deed = request.POST.get("tun", "")
    if deed == "loeschen":
        telling.do(request, "Die Angaben sind gelöscht.", lambda: actions.forget(row=row, by=request.user))
        return redirect(row.date)
    try:
        if deed != "mail":
            reason = request.POST.get("reason", "")
            state = AccreditationState(deed) if deed in AccreditationState.values else AccreditationState.ASKED
            row = actions.decide(row=row, state=state, reason=reason, by=request.user)
        answer = actions.tell(row=row, by=request.user)
    except DeskError as error:
        messages.error(request, str(error))
        return redirect(row.date)
    if answer.state == RecipientState.SENT:
        messages.success(request, f"{row.name}: {row.get_state_display()}. Die Mail ist unterwegs.")
    else:
        words = f"Entschieden, aber die Mail an {row.email} ging nicht hinaus: {answer.text}"
        messages.error(request, words)
    return redirect(row.date)


@WRITERS
@require_GET
def accreditation_card(request: DeskRequest, pk: int) -> HttpResponseBase:
    """The proof somebody sent along; only for those who decide, and never shown by the browser."""
    row = get_object_or_404(Accreditation.objects.exclude(card=""), pk=pk)
    if not rules.speaks_for_the_city(request.user):
        raise Http404
    answer = serve(request, str(row.card), cache="private, no-store")
    answer["Content-Disposition"] = f'attachment; filename="nachweis-{row.pk}.{str(row.card).rpartition(".")[2]}"'
    return answer


@WRITERS
@require_GET
def entrance_list(request: DeskRequest, pk: int) -> HttpResponse:
    """Names and outlets of who comes, to print; with ``?als=csv`` as a file."""
    date = get_object_or_404(PressDate, pk=pk)
    if not rules.speaks_for_the_city(request.user):
        raise Http404
    rows = date.accreditations.accepted()
    if request.GET.get("als") == "csv":
        answer = HttpResponse(entrance.as_csv(rows), content_type="text/csv; charset=utf-8")
        name = safe_name(date.title, fallback="termin")
        answer["Content-Disposition"] = f'attachment; filename="einlass-{name}.csv"'
        answer["Cache-Control"] = "no-store"
        return answer
    return render(request, "desk/press/entrance.html", {"date": date, "rows": rows})
