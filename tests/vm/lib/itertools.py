"""`itertools.combinations` for MicroPython."""


def combinations(values, count):
    values = tuple(values)
    if count == 0:
        yield ()
        return
    for k in range(len(values)):
        for rest in combinations(values[k + 1 :], count - 1):
            yield (values[k],) + rest
