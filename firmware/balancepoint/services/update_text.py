"""Updates in words: how far one is, what is said at the console, and who may begin. Loaded for an errand."""

import json
from binascii import a2b_base64

from .. import hal
from ..errand import errand
from . import slots

HELP = "update [begin BYTES | drop]"


def start(app, door, size):
    """A list of files of so many bytes comes by `door`; ValueError in one line."""
    job = app.job
    if job is not None and not job.error:
        if hasattr(job, "door"):
            raise ValueError("update: one is on its way by %s; 'update drop' ends it" % job.door)
        if hasattr(job, "left"):
            raise ValueError(
                "update: the program that runs is in its trial, %d s are left" % job.left(app.uptime.now())
            )
    made = errand("services.update").Update(app, door)
    made.begin(size)
    app.job = made


def drop(app):
    """It is given up, unless it runs already."""
    job = app.job
    if job is None or hasattr(job, "left"):
        raise ValueError("update: there is none that could be dropped")
    if hasattr(job, "door"):
        job.drop()
        app.job = None
    elif hasattr(job, "asked"):
        there = slots.root(app) + slots.FOLDERS[job.slot]
        slots.move(there + slots.READY, there + slots.FAILED)
        app.restart_due = 0
        app.job = None


def piece(app, line):
    """A line `+BASE64` of what is wanted: how much of it is here."""
    job = app.job
    if job is None or not hasattr(job, "door"):
        raise ValueError("update: nothing is wanted now")
    job.take(a2b_base64(line[1:].encode()))  # bytes: not every MicroPython takes a text
    return ("+%d" % job.got,)


def state(app):
    """(what it does in a word, version or "", percent or None, why or "", path and bytes wanted or None)."""
    job = app.job
    if job is None:
        return "none", "", None, "", None
    if job.error:
        return "failed", job.version, None, job.error, None
    if hasattr(job, "door"):
        percent = job.done * 100 // job.total if job.total else 0
        wanted = job.wanted and (job.wanted[0], job.wanted[1], job.got)
        return ("receives" if wanted else "works"), job.version, percent, "", wanted
    if hasattr(job, "left"):
        return "trial", job.version, None, job.why or "%d s are left" % job.left(app.uptime.now()), None
    return ("waits" if job.why else "none"), job.version, None, job.why, None


def page(app):
    """The JSON of it in the page's status; null where a board takes none."""
    if errand("services.update_able").unable(app):
        return "null"
    what, version, percent, why, _wanted = state(app)
    return json.dumps({"state": what, "version": version, "percent": percent, "why": why})


def entity(app):
    """The JSON of Home Assistant's update entity."""
    what, version, percent, why, _wanted = state(app)
    runs = hal.board.VERSION
    return json.dumps(
        {
            "installed_version": runs,
            "latest_version": version if version and what != "failed" else runs,
            "in_progress": what in ("receives", "works", "trial"),
            "update_percentage": percent,
            "release_summary": why[:255] or None,
        }
    )


def lines(app):
    """For `update` and `status`."""
    what, version, percent, why, wanted = state(app)
    root = slots.root(app)
    runs = slots.load(root)[0]
    if what == "receives":
        yield "update: wants %d %d %s" % (wanted[1], wanted[2], wanted[0])
    if percent is not None:
        yield "update: %s %d %% of %s" % (what, percent, version or "a list of files")
    elif what == "waits":
        yield "update: %s waits: %s" % (version, why)
    elif what == "trial":
        yield "update: %s is in its trial: %s" % (version, why)
    elif what == "failed":
        yield why
    failed = slots.head(root + slots.FOLDERS[slots.other(runs)] + slots.FAILED)
    if failed:
        yield "update: %s did not stand its trial, or was dropped" % failed["version"]


def command(app, words):
    """`update`, `update begin BYTES`, `update drop`."""
    if words[:1] == ["begin"] and len(words) == 2 and words[1].isdigit():
        start(app, "the console", int(words[1]))
    elif words == ["drop"]:
        drop(app)
    elif words:
        raise ValueError("update: as in: %s" % HELP)
    said = list(lines(app))
    return said or ["update: %s runs from slot %s" % (hal.board.VERSION, slots.load(slots.root(app))[0])]
