"""What arrives and cannot be read. ``str()`` of each is one German sentence for the person who sent it."""


class Unreadable(ValueError):
    """A file or message that cannot be taken in."""
