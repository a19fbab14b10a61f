"""One mailing to the press: how far it is, who got it when, and holding it back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from channels_publish.actions import decisions
from channels_publish.models import Delivery
from newsroom import mailingpage
from newsroom.access import DeskRequest, allowed
from people.roles import Permission
from press.actions import mailings
from press.enums import Halt, RecipientState
from press.models import Mailing

PER_PAGE = 50
PRESS = allowed(Permission.MANAGE_PRESS)
WORDS = {"anhalten": Halt.PAUSED, "fortsetzen": Halt.NONE, "abbrechen": Halt.STOPPED}
TOLD = {
    Halt.PAUSED: "Angehalten. Was gerade übergeben wird, geht noch hinaus, dann ruht die Aussendung.",
    Halt.NONE: "Die Aussendung geht weiter.",
    Halt.STOPPED: "Abgebrochen. Wer noch nichts bekommen hat, bekommt diese Mitteilung nicht mehr.",
}


@PRESS
@require_GET
def press_mailing(request: DeskRequest, pk: int) -> HttpResponse:
    """The bar, which renews itself, and the recipients, fifty a page, by state or address."""
    mailing = _mailing(pk)
    facts = mailingpage.progress(mailing)
    context = {"mailing": mailing, "progress": facts, "summary": mailingpage.summary(mailing, facts)}
    if request.headers.get("HX-Request"):
        return render(request, "desk/press/_mailing_live.html", context)
    rows = mailing.recipients.select_related("contact").order_by("turn", "pk")
    if state := request.GET.get("stand"):
        rows = rows.filter(state=state)
    if words := request.GET.get("suche", "").strip():
        rows = rows.filter(email__icontains=words)
    context |= {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("seite")),
        "states": RecipientState.choices,
        "delivery": Delivery.objects.filter(pk=mailing.delivery_key).first(),
    }
    return render(request, "desk/press/mailing.html", context)


@require_POST
@PRESS
def press_mailing_halt(request: DeskRequest, pk: int) -> HttpResponse:
    """Pause, go on, stop. The ledger's row is due again at once, so that what was decided shows."""
    word = WORDS.get(request.POST.get("tun", ""))
    if word is None:
        messages.error(request, "Das gibt es hier nicht. Möglich sind Anhalten, Fortsetzen und Abbrechen.")
        return redirect("desk:press_mailing", pk)
    try:
        mailing = mailings.halt(mailing=get_object_or_404(Mailing, pk=pk), word=word, by=request.user)
    except mailings.AlreadyOver:
        messages.error(request, "Die Aussendung ist schon zu Ende. Es gibt nichts mehr anzuhalten.")
        return redirect("desk:press_mailing", pk)
    messages.success(request, TOLD[word])
    if word != Halt.PAUSED:
        _wake(request, mailing)
    return redirect("desk:press_mailing", pk)


@PRESS
@require_GET
def press_mailing_proof(request: DeskRequest, pk: int) -> StreamingHttpResponse:
    """The proof of equal treatment as a file."""
    mailing = _mailing(pk)
    answer = StreamingHttpResponse(mailingpage.proof(mailing), content_type="text/csv; charset=utf-8")
    name = f"nachweis-{mailing.release.number.replace('/', '-')}-{mailing.pk}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _wake(request: DeskRequest, mailing: Mailing) -> None:
    """A delivery that waits is due now; one under way notices by itself."""
    delivery = Delivery.objects.filter(pk=mailing.delivery_key).first()
    if delivery is not None:
        decisions.wake(delivery=delivery, by=request.user)


def _mailing(pk: int) -> Mailing:
    return get_object_or_404(Mailing.objects.select_related("release", "list"), pk=pk)
