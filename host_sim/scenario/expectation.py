"""What must hold in the course of a run: an entry of `[[expect]]`.

    always = "room >= 19.5"                                   at every step of the time looked at
    never = "room > 32"                                       at none, or never for longer than `lasts`
    see = "command.backup > 0", within = "15 min", after = "the trip"       is seen by then; without `within` at some time
    see = "says Sensor: outdoor", before = "backup on"        is seen before that
    count = "start", at_most = 3, per = "1 h"                 in no hour more often; without `per` in all; `at_least` likewise
    each = "command.backup > 0", at_least = "5 min"           each stretch of it lasts so long, or `at_most` so long
    mean = "room", at_least = 20.5                            mean over the time looked at
    figure = "energy_kWh.aux", is = "<= 2"                    a figure of the whole run, as in [expect]

The time looked at goes `from` a moment `until` another, and `lasts` so long from there where one of the four takes no `lasts` of
its own; else it is the run. `known` marks what is known not to hold yet, with the value of `today`.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from host_sim.inputs import nearest
from host_sim.scenario.condition import QUANTITIES, Condition, is_condition
from host_sim.scenario.limits import Limit
from host_sim.scenario.moment import Happening, Moment, duration

VERBS = ("always", "never", "see", "count", "each", "mean", "figure")
# verb: what it takes besides the time looked at
_TAKES: dict[str, tuple[str, ...]] = {
    "always": (),
    "never": ("lasts",),
    "see": ("within", "after", "before"),
    "count": ("at_most", "at_least", "per"),
    "each": ("at_most", "at_least"),
    "mean": ("at_most", "at_least"),
    "figure": ("is",),
}
_TIME = {"begin", "until"}
KNOWN = ("trust",)


class Expectation(BaseModel):
    """One of the verbs, and what goes with it."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    always: str | None = Field(None, description="a condition that holds at every step")
    never: str | None = Field(None, description="a condition that holds at no step, or something that does not happen")
    see: str | None = Field(None, description="a condition that holds at some time, or something that happens")
    count: str | None = Field(None, description="something that happens; a condition counts when it becomes true")
    each: str | None = Field(None, description="a condition, each stretch of which is measured")
    mean: str | None = Field(None, description="a quantity, its mean")
    figure: str | None = Field(None, description="a figure of the whole run, by its name in summary.json")
    compared: str | None = Field(None, alias="is", description="what the figure must be, a comparison")
    begin: str | None = Field(None, alias="from", description="looked at from this moment on")
    until: str | None = Field(None, description="looked at until this moment")
    lasts: str | None = Field(None, description="never for longer than this duration")
    within: str | None = Field(None, description="a duration after `after`, or after the beginning")
    after: str | None = Field(None, description="the moment from which `within` counts")
    before: str | None = Field(None, description="the moment before which it must be seen")
    at_most: float | str | None = Field(None, description="so many, so long, or so much, and no more")
    at_least: float | str | None = Field(None, description="so many, so long, or so much")
    per: str | None = Field(None, description="in any stretch of this duration")
    known: Literal["trust"] | None = Field(None, description="known not to hold yet, and why")
    today: str | None = Field(None, description="what holds in its place today")

    @model_validator(mode="after")
    def _fits(self) -> Expectation:
        given = [verb for verb in VERBS if getattr(self, verb) is not None]
        if len(given) != 1:
            raise ValueError(f"{', '.join(given) or 'no verb'}: exactly one of {', '.join(VERBS)} is needed")
        verb = given[0]
        taken = {verb, *_TAKES[verb], "known", "today"} | (_TIME if verb not in ("figure",) else set())
        for name, field in type(self).model_fields.items():
            key = field.alias or name
            if getattr(self, name) is not None and name not in taken and key not in taken:
                raise ValueError(f"{key}: does not go with `{verb}`, which takes {', '.join(_shown(taken - {verb}))}")
        self._check_moments()
        self._check_words(verb)
        if (self.known is None) != (self.today is None):
            raise ValueError("known, today: the one needs the other")
        if self.within and self.before:
            raise ValueError("within, before: one of the two")
        if self.after and not self.within:
            raise ValueError("after: needs `within`; without a time limit write `from`")
        if self.after and self.begin:
            raise ValueError("after, from: one of the two")
        return self

    def _check_moments(self) -> None:
        for name in ("begin", "until", "after", "before"):
            text = getattr(self, name)
            if text is not None:
                key = "from" if name == "begin" else name
                try:
                    moment = Moment.parse(text)
                except ValueError as error:
                    raise ValueError(f"{key} = '{text}': {error}") from None
                if moment.number == 0 and name != "after":
                    raise ValueError(f"{key} = '{text}': `each` goes with `after`")
        for key in ("lasts", "within", "per"):
            text = getattr(self, key)
            if text is not None:
                try:
                    duration(text)
                except ValueError as error:
                    raise ValueError(f"{key} = '{text}': {error}") from None

    def _check_words(self, verb: str) -> None:
        text = getattr(self, verb)
        try:
            if verb == "figure":
                if self.compared is None:
                    raise ValueError('is: is missing, for instance "<= 2"')
                Limit.parse(text, self.compared)
            elif verb == "mean":
                if text not in QUANTITIES:
                    raise ValueError(f"no such quantity; {nearest(text, QUANTITIES)}")
            elif verb in ("always", "each") or is_condition(text):
                Condition.parse(text)
            else:
                Happening.parse(text)
        except ValueError as error:
            raise ValueError(f"{verb} = '{text}': {error}") from None
        if verb in ("count", "each", "mean"):
            if self.at_most is None and self.at_least is None:
                raise ValueError(f"at_most, at_least: `{verb}` needs one of them")
            for key in ("at_most", "at_least"):
                bound = getattr(self, key)
                if bound is None:
                    continue
                if verb == "each":
                    try:
                        duration(bound)
                    except ValueError as error:
                        raise ValueError(f"{key} = '{bound}': {error}") from None
                elif isinstance(bound, str):
                    raise ValueError(f"{key} = '{bound}': must be a number")
                elif verb == "count" and bound != int(bound):
                    raise ValueError(f"{key} = {bound:g}: must be a whole number")

    @property
    def verb(self) -> str:
        return next(verb for verb in VERBS if getattr(self, verb) is not None)

    @property
    def subject(self) -> Condition | Happening:
        """What `always`, `never`, `see`, `count` and `each` are about."""
        text = getattr(self, self.verb)
        return Condition.parse(text) if is_condition(text) else Happening.parse(text)

    def moments(self) -> dict[str, Moment]:
        """{field: moment} of those given."""
        names = {"from": self.begin, "until": self.until, "after": self.after, "before": self.before}
        return {key: Moment.parse(text) for key, text in names.items() if text is not None}

    @property
    def title(self) -> str:
        """In words, as it was written."""
        parts = []
        for name, field in type(self).model_fields.items():
            value = getattr(self, name)
            if value is not None and name not in ("known", "today"):
                word = (field.alias or name).replace("_", " ")
                parts.append(f"{word} {value:g}" if isinstance(value, float) else f"{word} {value}")
        return ", ".join(parts)


def _shown(names: set[str]) -> list[str]:
    return sorted("from" if name == "begin" else name for name in names)


def quantities(expectations: list[Expectation], moments: list[Moment]) -> list[str]:
    """What must be recorded at every step for these."""
    found: dict[str, Any] = {}
    for expectation in expectations:
        if expectation.verb == "mean":
            found[str(expectation.mean)] = None
        elif expectation.verb != "figure":
            found |= dict.fromkeys(_of(expectation.subject))
        for moment in expectation.moments().values():
            found |= dict.fromkeys(_of(moment.happening))
    for moment in moments:
        found |= dict.fromkeys(_of(moment.happening))
    return list(found)


def _of(subject: Condition | Happening | None) -> list[str]:
    if isinstance(subject, Happening):
        subject = subject.condition
    return subject.quantities if subject else []
