"""Who is let in: the password's stored half, sessions, the pause after wrong passwords. What is done with them: `entry` at each
request, `login` and `password` when it is wanted.

No password is there from the beginning, and before one is set nobody is let in. Stored is what SCRAM-SHA-256 stores (RFC 5802,
RFC 7677): salt, rounds and the hash of a key that only the password gives, so that who reads the flash does not get in by it, and
who listens does not hear the password.
"""

import os

_SESSIONS = 4
_FAILURES = 5  # wrong passwords in a row until it is shut
_SHUT, _MOST_SHUT = 30, 600  # s
NAME = "page"  # in storage


class Auth:
    """`store`: a `storage.Store`. `wanted`: the section `network.page` of the settings. `secret`: {salt, rounds, stored},
    None before a password is set."""

    def __init__(self, store, wanted):
        self.token = wanted["token"]  # of programs, "" for none
        self.metrics = wanted["metrics"]
        self.secret = store.load(NAME)[0]
        self.stamp = os.urandom(16)  # of the questions of this start
        self.used: list = []  # questions that have let somebody in
        self.sessions: list = []  # what is in the cookies, the one used last at the end
        self.failures = 0  # wrong passwords in a row
        self.misses = 0  # since the start
        self.shut_until = 0
        self.second = self.readings = 0  # taken within that second since the start

    def begin(self):
        """A new session: what goes into its cookie."""
        name = "".join(["%02x" % byte for byte in os.urandom(16)])
        self.sessions.append(name)
        if len(self.sessions) > _SESSIONS:
            self.sessions.pop(0)
        return name

    def end(self, name):
        if name in self.sessions:
            self.sessions.remove(name)

    def fail(self, now):
        """A wrong password."""
        self.misses += 1
        self.failures += 1
        if self.failures >= _FAILURES:
            self.shut_until = now + min(_SHUT << self.failures - _FAILURES, _MOST_SHUT)

    def keep(self, secret):
        """A new password: who is in is out."""
        self.secret = secret
        self.sessions = []
        self.failures = self.shut_until = 0
