"""The fault harness: real workers, real SDKs, real servers, and everything that can go wrong.

``python -m tests.faults`` runs it; ``docs/testing.md`` says what it checks and how to add a fault.
"""
