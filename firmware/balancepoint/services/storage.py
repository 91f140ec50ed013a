"""What must survive a loss of power, in files of one folder. Reading and writing are loaded when they are wanted.

    store = Store("/data")
    data, note = store.load("memory")            # None: nothing there that is whole; note: what a person should know, or None
    wrong = store.save("memory", data)           # None, or in one line why it could not be written; the old copies stay
    size = store.get_at("house.3", 160, buffer)  # from a file without copies, of records with checks of their own

How a name is kept in two copies: `copies`. Records: `segments`.
"""

import os

from ..errand import errand


class Store:
    """`folder` is made if it is not there. `open` and `files` (rename, remove, mkdir, listdir) are the system's but in tests.

    `writes`: files written since boot. `failures`: saves that failed since boot.
    """

    def __init__(self, folder, files=os, open=open):
        self.folder = folder
        self.writes = 0
        self.failures = 0
        self.files = files
        self.open = open
        # name -> [copy a, copy b, next sequence, whether one was damaged]; a copy: (sequence, length, CRC of the JSON, where
        # that begins), None if it may be written over.
        self.known: dict = {}

    def path(self, name, ending=""):
        return self.folder + "/" + name + ending

    def load(self, name, make=None):
        """(the dict saved last, a note in one line if a copy was damaged, else None); without a whole copy the dict is None, too.

        `make(data)` may refuse what is whole but wrong with a ValueError: then the older copy is tried. What it gives comes back.
        """
        return errand("services.copies").load(self, name, make)

    def save(self, name, data):
        """Write a dict of what JSON knows over the older copy. None, or in one line what went wrong."""
        return errand("services.copies").save(self, name, data)

    def get_at(self, name, at, buffer):
        """Fills `buffer` from a place of a file on; bytes that were there."""
        try:
            file = self.open(self.path(name), "rb")
        except OSError:
            return 0
        try:
            file.seek(at)
            return file.readinto(buffer)
        except OSError:
            return 0
        finally:
            file.close()

    def made_folder(self):
        try:
            self.files.mkdir(self.folder)
        except OSError:
            return False
        return True

    def remove(self, path):
        try:
            self.files.remove(path)
        except OSError:
            pass
