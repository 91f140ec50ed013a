"""What is wrong now, the most urgent first: what it means, what to do, whom to call. Loaded when something changes."""

from ..control.journal import codes, faults_text, words
from ..control.quantity import UNKNOWN


def lines(app):
    controller = app.controller
    contact = controller.settings.contact
    out: list = []
    latched = controller.memory.heater_latched
    if latched:
        out.append(words.words(0, codes.HEATER_LATCHED, latched, contact)["text"])
    fault = controller.situation.unit_fault
    if fault != UNKNOWN and fault:
        out.append(words.words(0, codes.UNIT_FAULT, fault, contact)["text"])
    found = controller.care.diagnosis.report(contact)
    if found:
        out.append("%s %s" % (found["meaning"], found["advice"]))
    for name in sorted(app.link.faults):
        text = "%s%s %s." % ("relay " if name in app.link.relays else "", name, app.link.faults[name])
        out.append(faults_text.with_contact(text, contact))
    return out + app.problems
