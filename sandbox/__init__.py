"""Stand-ins for the platforms: one process that speaks their documented HTTP and SMTP.

Nothing in the newsroom imports this package and it imports nothing from the newsroom. It is
written from the platforms' own documentation, so that an adapter that works here was built
against the contract and not against a mirror of itself.
"""
