"""What a command brings along where no web server or worker runs."""

import logging
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings

from channels_publish.engine import Engine
from newsroom import services
from newsroom.supervisor import Supervisor, check_ports
from newsroom.wsgi import application

logger = logging.getLogger(__name__)


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        logger.debug(format, *args)


@contextmanager
def whatever_is_missing(*, with_sandbox: bool) -> Iterator[None]:
    """Inside the block somebody delivers, and platforms can fetch our pictures.

    Uses running processes where there are any. ``with_sandbox`` also starts the sandbox.
    """
    with ExitStack() as stack:
        if with_sandbox and not services.sandbox_answers():
            stack.enter_context(Supervisor([services.sandbox()])).start()
        if not services.web_answers():
            check_ports([services.web()])
            stack.enter_context(_web())
        if not services.worker_runs():
            stack.enter_context(Engine())
        yield


@contextmanager
def _web() -> Iterator[None]:
    """Our own pages on the usual port for as long as the block lasts; Instagram fetches pictures there."""
    server = make_server("127.0.0.1", settings.PORT, application, server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, name="embedded-web", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
