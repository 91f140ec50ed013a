"""The outcomes as JUnit XML, as continuous integration reads them."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as xml

from host_sim.bench.campaign import ERROR, Outcome
from host_sim.bench.verdict import Verdict, clock


def line(verdict: Verdict) -> str:
    """What was expected, what was found, and when."""
    when = "" if verdict.at is None else f" at {clock(verdict.at)}"
    return f"{verdict.title}: {verdict.word}{when}" + (f" ({verdict.found})" if verdict.found else "")


def written(outcomes: Sequence[Outcome]) -> str:
    """One suite a group. What is known to fail counts as skipped."""
    root = xml.Element("testsuites")
    for group in dict.fromkeys(outcome.group for outcome in outcomes):
        those = [outcome for outcome in outcomes if outcome.group == group]
        suite = xml.SubElement(
            root, "testsuite", name=group, tests=str(len(those)),
            failures=str(sum(not o.good and o.state != ERROR for o in those)),
            errors=str(sum(o.state == ERROR for o in those)),
            skipped=str(sum(o.state == "known" for o in those)),
            time=f"{sum(o.seconds for o in those):.2f}",
        )  # fmt: skip
        for outcome in those:
            case = xml.SubElement(
                suite,
                "testcase",
                classname=f"bench.{group}",
                name=outcome.name.rpartition("/")[2],
                time=f"{outcome.seconds:.2f}",
            )
            if outcome.state == ERROR:
                xml.SubElement(case, "error", message=outcome.error)
            elif not outcome.good:
                bad = [line(verdict) for verdict in outcome.verdicts if not verdict.fine]
                xml.SubElement(case, "failure", message=bad[0]).text = "\n".join(bad)
            elif outcome.state == "known":
                why = [line(verdict) for verdict in outcome.verdicts if verdict.word == "known"]
                xml.SubElement(case, "skipped", message=f"known: {why[0]}")
            xml.SubElement(case, "system-out").text = "\n".join(line(verdict) for verdict in outcome.verdicts)
    xml.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + xml.tostring(root, encoding="unicode") + "\n"
