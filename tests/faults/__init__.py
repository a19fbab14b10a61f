"""The fault harness: real workers, real SDKs, real servers, and everything that can go wrong.

``python -m tests.faults`` runs it; ``docs/testing.md`` says what it checks and how to add a fault.
"""

from tests.faults.clock import mend_sleep

# Before anybody takes ``sleep`` out of ``time`` for himself.
mend_sleep()
