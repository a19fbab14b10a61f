"""One recipient at a time, and what each answer means."""

import socket
import threading
from email.message import EmailMessage

import pytest

from press.enums import RecipientState as S
from press.smtp import Connection, LoginRefused, Relay, RelayDown
from tests.press.conftest import free_port

SENDER = "presse@duesseldorf.example"


def mail(text: str = "Guten Tag\n") -> EmailMessage:
    message = EmailMessage()
    message.set_content(text)
    return message


def relay(mailbox, **facts) -> Relay:
    return Relay(**{"host": "127.0.0.1", "port": mailbox.port, "timeout": 5, **facts})


def send(connection, *recipients):
    return [connection.send(mail(), sender=SENDER, recipient=recipient) for recipient in recipients]


def test_send_reuses_one_connection(mailbox):
    with Connection(relay(mailbox)) as connection:
        answers = send(connection, "a@x.example", "b@x.example")
    assert [(answer.state, answer.code, answer.text) for answer in answers] == [(S.SENT, 250, "250 2.0.0 queued")] * 2
    assert [(sender, to) for sender, to, _raw in mailbox.mails] == [(SENDER, "a@x.example"), (SENDER, "b@x.example")]
    assert mailbox.connections == 1


def test_send_keeps_lines_that_start_with_a_dot(mailbox):
    text = ".\r\n..zwei\r\n.\r\nEnde\r\n"
    with Connection(relay(mailbox)) as connection:
        connection.send(mail(text), sender=SENDER, recipient="a@x.example")
    assert mailbox.parsed().get_content() == text


def test_send_asks_before_the_text_and_lets_a_no_through(mailbox):
    asked = []

    def no() -> None:
        asked.append(len(mailbox.mails))
        raise RuntimeError("Krisenmodus")

    with Connection(relay(mailbox)) as connection:
        with pytest.raises(RuntimeError, match="Krisenmodus"):
            connection.send(mail(), sender=SENDER, recipient="a@x.example", confirm=no)
        (answer,) = send(connection, "b@x.example")
    assert (asked, answer.state, [to for _sender, to, _raw in mailbox.mails]) == ([0], S.SENT, ["b@x.example"])


@pytest.mark.parametrize(
    ("where", "reply", "state"),
    [
        ("rcpt", "550 5.1.1 no such user", S.REFUSED),
        ("rcpt", "451 4.7.1 greylisted", S.LATER),
        ("data", "552 5.3.4 too big", S.REFUSED),
        ("data", "452 4.2.2 mailbox full", S.LATER),
        ("rcpt", "421 4.3.2 closing", S.LATER),
        ("data", "421 4.3.2 closing", S.LATER),
    ],
)
def test_send_after_a_refusal_serves_the_next(mailbox, where, reply, state):
    getattr(mailbox, where)["bad@x.example"] = reply
    with Connection(relay(mailbox)) as connection:
        answers = send(connection, "bad@x.example", "good@x.example")
    assert [(answer.state, answer.code) for answer in answers] == [(state, int(reply[:3])), (S.SENT, 250)]
    assert answers[0].text == reply
    assert mailbox.to() == ["good@x.example"]


def test_send_cut_before_the_text_is_later_and_reconnects(mailbox):
    mailbox.cut["a@x.example"] = "rcpt"
    with Connection(relay(mailbox)) as connection:
        answers = send(connection, "a@x.example", "b@x.example")
    assert [answer.state for answer in answers] == [S.LATER, S.SENT]
    assert (mailbox.to(), mailbox.connections) == (["b@x.example"], 2)


def test_send_cut_after_the_text_is_unknown_and_reconnects(mailbox):
    mailbox.cut["a@x.example"] = "data"
    with Connection(relay(mailbox)) as connection:
        answers = send(connection, "a@x.example", "b@x.example")
    assert [answer.state for answer in answers] == [S.UNKNOWN, S.SENT]
    assert (mailbox.to(), mailbox.connections) == (["a@x.example", "b@x.example"], 2)


def test_send_without_server_is_down():
    with (
        Connection(Relay("127.0.0.1", free_port(), timeout=2)) as connection,
        pytest.raises(RelayDown, match="refused"),
    ):
        send(connection, "a@x.example")


def test_send_with_forbidden_sender_is_an_account_matter(mailbox):
    mailbox.mail_from = "553 5.7.1 sender not allowed"
    with (
        Connection(relay(mailbox)) as connection,
        pytest.raises(LoginRefused, match=r"553 5\.7\.1 sender not allowed"),
    ):
        send(connection, "a@x.example")


def test_send_with_sender_put_off_is_later(mailbox):
    mailbox.mail_from = "451 4.3.0 try later"
    with Connection(relay(mailbox)) as connection:
        (answer,) = send(connection, "a@x.example")
    assert (answer.state, answer.code) == (S.LATER, 451)


def scripted(*lines: bytes) -> int:
    """A server that answers these lines whatever it is told; returns its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def talk() -> None:
        with listener, listener.accept()[0] as peer:
            for line in lines:
                peer.sendall(line)
                peer.recv(65536)

    threading.Thread(target=talk, daemon=True).start()
    return listener.getsockname()[1]


def test_send_with_wrong_password_is_an_account_matter():
    port = scripted(b"220 hi\r\n", b"250-hi\r\n250 AUTH PLAIN\r\n", b"535 5.7.8 wrong\r\n", b"221 bye\r\n")
    with (
        Connection(Relay("127.0.0.1", port, user="u", password="geheim", timeout=5)) as connection,
        pytest.raises(LoginRefused, match=r"535 5\.7\.8 wrong") as caught,
    ):
        send(connection, "a@x.example")
    assert "geheim" not in str(caught.value)


def test_send_to_closed_house_is_down():
    with (
        Connection(Relay("127.0.0.1", scripted(b"554 no service\r\n", b""), timeout=5)) as connection,
        pytest.raises(RelayDown, match="554 no service"),
    ):
        send(connection, "a@x.example")


@pytest.mark.parametrize("last", [b"nonsense\r\n", b"150 hm\r\n", b"x" * 10000 + b"\r\n"])
def test_send_with_senseless_answer_to_the_text_is_unknown(last):
    port = scripted(b"220 hi\r\n", b"250 hi\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", last)
    with Connection(Relay("127.0.0.1", port, timeout=5)) as connection:
        (answer,) = send(connection, "a@x.example")
    assert answer.state == S.UNKNOWN


def test_password_is_not_in_the_repr():
    assert "geheim" not in repr(Relay("h", 25, user="u", password="geheim"))


@pytest.mark.parametrize(
    ("polite", "state"),
    [([b"220 hi", b"250 ok", b"250 ok", b"250 ok", b"354 go"], S.UNKNOWN), ([b"220 hi", b"250 ok"], S.LATER)],
)
def test_send_to_a_server_that_answers_byte_by_byte_comes_to_an_end(polite, state):
    with Connection(Relay("127.0.0.1", dribbling(polite), timeout=0.5)) as connection:
        answer = connection.send(mail(), sender=SENDER, recipient="a@x.example")
    assert answer.state == state


def dribbling(polite: list[bytes]) -> int:
    """A server that gives ``polite`` answers, then one that never ends, a byte at a time."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        line, _peer = listener.accept()
        with listener, line:
            for reply in polite:
                line.sendall(reply + b"\r\n")
                line.recv(65536)
            over = threading.Event()
            for _ in range(100):
                try:
                    line.sendall(b"2")
                except OSError:
                    return
                over.wait(0.1)

    threading.Thread(target=serve, daemon=True).start()
    return listener.getsockname()[1]
