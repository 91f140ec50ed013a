"""The strategies in use. Each draws from a `hypothesis.Source`."""

from . import Unsatisfied

BIG = 1 << 40


class Strategy:
    def __init__(self, draw):
        self.draw = draw

    def map(self, function):
        return Strategy(lambda source: function(self.draw(source)))

    def filter(self, true):
        def draw(source):
            value = self.draw(source)
            for _ in range(1000):
                if true(value):
                    return value
                end, source.end = source.end, 0
                value = self.draw(source)
                source.end = end
            raise Unsatisfied("no example passes the filter")

        return Strategy(draw)

    def __or__(self, other):
        return one_of(self, other)


def integers(min_value=None, max_value=None):
    low = -BIG if min_value is None else min_value
    high = BIG if max_value is None else max_value
    usual = [value for value in (-1, 0, 1) if low <= value <= high]

    def draw(source):
        end = source.ends(low, high)
        if end is not None:
            return end
        if usual and source.random.randrange(12) == 0:
            return source.random.choice(usual)
        return source.random.randint(low, high)

    return Strategy(draw)


def floats(min_value=None, max_value=None):
    bounded = min_value is not None and max_value is not None
    special = (0.0, -0.0, 0.5, float("inf"), float("-inf"), float("nan"), 1e300, -1e-300)

    def draw(source):
        if not bounded:
            if source.end or source.random.randrange(2):
                return source.random.choice(special)
            return source.random.uniform(-1e6, 1e6)
        end = source.ends(float(min_value), float(max_value))
        return source.random.uniform(min_value, max_value) if end is None else end

    return Strategy(draw)


def sampled_from(values):
    values = list(values)
    return Strategy(lambda source: values[integers(0, len(values) - 1).draw(source)])


def booleans():
    return sampled_from((False, True))


def just(value):
    return Strategy(lambda source: value)


def none():
    return just(None)


def one_of(*strategies):
    return Strategy(lambda source: sampled_from(strategies).draw(source).draw(source))


def tuples(*strategies):
    return Strategy(lambda source: tuple([strategy.draw(source) for strategy in strategies]))


def binary(min_size=0, max_size=None):
    return lists(integers(0, 255), min_size, max_size).map(bytes)


def lists(strategy, min_size=0, max_size=None, unique=False):
    most = min_size + 20 if max_size is None else max_size

    def draw(source):
        size = integers(min_size, most).draw(source)
        out = []
        for _ in range(20 * size):
            if len(out) >= size:
                break
            value = strategy.draw(source)
            if not unique or value not in out:
                out.append(value)
            elif source.end:
                size = max(min_size, len(out))
                if len(out) < size:
                    source.end = 0
        return out

    return Strategy(draw)


def dictionaries(keys, values, min_size=0, max_size=None):
    pairs = lists(tuples(keys, values), min_size, max_size)
    return Strategy(lambda source: dict(pairs.draw(source)))


def fixed_dictionaries(mapping):
    return Strategy(lambda source: {key: strategy.draw(source) for key, strategy in mapping.items()})


def builds(made, *positional, **named):
    def draw(source):
        values = {key: strategy.draw(source) for key, strategy in named.items()}
        return made(*[strategy.draw(source) for strategy in positional], **values)

    return Strategy(draw)


LETTERS = "aZ0 \n\x00\u00e4\u20ac'\""


def text(min_size=0, max_size=None):
    return lists(sampled_from(LETTERS), min_size, max_size).map(lambda letters: "".join(letters))


class Data:
    """Draws in the middle of a test."""

    def __init__(self, source):
        self.source = source

    def draw(self, strategy):
        return strategy.draw(self.source)


def data():
    return Strategy(Data)
