"""The accounts: how they stand, connecting them, checking, pausing."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from channels_publish import checking, quotas
from channels_publish import connecting as platforms
from channels_publish.actions import accounts as actions
from channels_publish.actions import health, keys
from channels_publish.adapters.base import AdapterError
from channels_publish.adapters.oauth import Offer
from channels_publish.enums import Kind
from channels_publish.models import Account
from newsroom import account_mail, accountpage, handshake
from newsroom.access import DeskRequest, allowed
from people.roles import Permission
from stories.errors import DeskError

NO_ANSWER = "Die Plattform antwortet gerade nicht. Am Konto wurde nichts geändert; die Prüfung wird bald wiederholt."


@allowed(Permission.MANAGE_ACCOUNTS, Permission.DECIDE)
def accounts(request: DeskRequest) -> HttpResponse:
    """All accounts with their state, channel by channel."""
    rows = Account.objects.select_related("owner").order_by("position", "pk")
    context = {
        "groups": accountpage.groups(rows),
        "platforms": platforms.PLATFORMS.values(),
        "may_manage": request.user.has_perm(Permission.MANAGE_ACCOUNTS),
    }
    return render(request, "desk/accounts.html", context)


@allowed(Permission.MANAGE_ACCOUNTS, Permission.DECIDE)
def account(request: DeskRequest, pk: int) -> HttpResponse:
    """One account: what is wrong and the way to mend it, its key, its quotas."""
    found = get_object_or_404(Account.objects.select_related("owner", "connected_by"), pk=pk)
    context = {
        "row": accountpage.row(found),
        "account": found,
        "steps": account_mail.steps(found) if found.paused else [],
        "meaning": account_mail.meaning(found) if found.paused else "",
        "month": quotas.spent_usd(found) if found.kind == Kind.X else None,
        "may_manage": request.user.has_perm(Permission.MANAGE_ACCOUNTS),
    }
    return render(request, "desk/account.html", context)


@allowed(Permission.MANAGE_ACCOUNTS)
def account_connect(request: DeskRequest, platform: str) -> HttpResponse:
    """What will happen, with the link that leads to the platform's consent page.

    A link and no form: our own policy lets no form lead to another host.
    """
    if platform not in platforms.PLATFORMS:
        raise Http404
    wanted = request.GET.get("konto", "")
    found = Account.objects.filter(pk=int(wanted)).first() if wanted.isdecimal() else None
    known = platforms.registered(platform)
    context = {
        "platform": platforms.PLATFORMS[platform],
        "account": found,
        "known": known,
        "address": handshake.set_out(request, platform, found.pk if found else None) if known else "",
        "return_address": handshake.return_address(),
    }
    return render(request, "desk/account_connect.html", context)


@allowed(Permission.MANAGE_ACCOUNTS)
def account_callback(request: DeskRequest) -> HttpResponse:
    """Back from the consent page: the accounts to choose from, or the reason why there are none."""
    try:
        handshake.come_back(request)
    except DeskError as error:
        return render(request, "desk/account_failed.html", {"error": str(error)})
    return redirect("desk:account_choose")


@allowed(Permission.MANAGE_ACCOUNTS)
@require_http_methods(["GET", "POST"])
def account_choose(request: DeskRequest) -> HttpResponse:
    """Which of the offered accounts to add, or to give a new key."""
    found = handshake.pending(request)
    if found is None:
        gone = (
            "Hier wartet keine Auswahl: Sie ist schon getroffen, oder seit der Erlaubnis sind zehn Minuten vergangen."
        )
        return render(
            request, "desk/account_failed.html", {"error": gone}, status=200 if request.method == "GET" else 409
        )
    chosen = [offer for offer in found.offers if _value(offer) in request.POST.getlist("konto")]
    if request.method == "POST" and chosen:
        return _connect(request, chosen, platforms.api_url(found.platform))
    context = {
        "platform": platforms.PLATFORMS[found.platform],
        "offers": [_choice(offer, found) for offer in found.offers],
        "missed": _missed(found),
        "nothing_chosen": request.method == "POST",
    }
    return render(request, "desk/account_choose.html", context, status=422 if request.method == "POST" else 200)


@require_POST
@allowed(Permission.MANAGE_ACCOUNTS, Permission.DECIDE)
def account_check(request: DeskRequest, pk: int) -> HttpResponse:
    """Ask the platform now."""
    found = get_object_or_404(Account, pk=pk)
    health.ask(account=found, by=request.user)
    _check(request, found)
    return redirect("desk:account", pk)


@require_POST
@allowed(Permission.MANAGE_ACCOUNTS, Permission.DECIDE)
def account_pause(request: DeskRequest, pk: int) -> HttpResponse:
    """Stop sending to this account, with the reason everybody will read."""
    found, reason = get_object_or_404(Account, pk=pk), request.POST.get("reason", "").strip()
    if not reason:
        messages.error(
            request, "Bitte schreiben Sie, warum das Konto angehalten wird: Alle anderen lesen diesen Satz."
        )
        return redirect("desk:account", pk)
    actions.pause(account=found, reason=reason[:500], by=request.user)
    messages.success(request, f"{found} ist angehalten. Was dafür geplant ist, wartet.")
    return redirect("desk:account", pk)


def _connect(request: DeskRequest, chosen: list[Offer], base_url: str) -> HttpResponse:
    handshake.forget(request)
    for offer in chosen:
        found, new = keys.connect(
            offer=offer, base_url=base_url, options=platforms.first_options(offer.kind), by=request.user
        )
        messages.success(request, f"{found} ist verbunden." if new else f"Der Zugang zu {found} ist erneuert.")
        _check(request, found)
        found.refresh_from_db()
        if found.paused and found.healthy and "resume" in request.POST:
            actions.resume(account=found, by=request.user)
            messages.success(request, f"{found} ist wieder in Betrieb. Was gewartet hat, geht jetzt hinaus.")
    return redirect("desk:account", found.pk) if len(chosen) == 1 else redirect("desk:accounts")


def _check(request: DeskRequest, found: Account) -> None:
    try:
        checked = checking.check(found)
    except AdapterError:
        messages.warning(request, NO_ANSWER)
        return
    if checked.healthy:
        messages.success(request, f"{checked} ist geprüft: Der Zugang arbeitet.")
    else:
        messages.error(request, f"{checked} würde jetzt nichts annehmen: {checked.health_message}")


def _value(offer: Offer) -> str:
    return f"{offer.kind}:{offer.remote_id}"


def _choice(offer: Offer, found: handshake.Found) -> dict[str, object]:
    """One line of the choice; what is known already, or all of a first connection, is ticked."""
    known = Account.objects.filter(kind=offer.kind, remote_id=offer.remote_id).first()
    wanted = known is not None and known.pk == found.account
    return {
        "value": _value(offer),
        "offer": offer,
        "label": Kind(offer.kind).label,
        "known": known,
        "checked": wanted if found.account else True,
    }


def _missed(found: handshake.Found) -> Account | None:
    """The account whose key was to be renewed, where the platform did not offer it."""
    wanted = Account.objects.filter(pk=found.account).first() if found.account else None
    if wanted is None or any((o.kind, o.remote_id) == (wanted.kind, wanted.remote_id) for o in found.offers):
        return None
    return wanted
