"""The board's floats on the laptop: IEEE 754 binary32, where CPython computes in binary64.

`F32` rounds after each operation, as the chip does; `single(name)` gives a second copy of a firmware module in which every
float is an F32: literals, `float()`, `/`, `**` and the functions of `math`.

    ntc = single("balancepoint.sensors.ntc")
    assert ntc.temperature(F32(1.25)) == ...

The sum, difference, product, quotient and square root of two binary32 numbers, taken in binary64 and rounded, are those of
binary32: 53 bits are at least 2 * 24 + 2 (Figueroa, When is double rounding innocuous?, 1995). log, exp and the like may
differ from a C library's logf in the last bit. Integers beyond 53 bits are rounded twice.
"""

import ast
import importlib.util
import math
import struct
import types

_SINGLE = struct.Struct("<f")


def rounded(value):
    """The nearest binary32 number as a plain float; beyond the largest it is infinite."""
    try:
        return _SINGLE.unpack(_SINGLE.pack(value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def _binary(operation):
    def forward(self, other):
        if not isinstance(other, (int, float)):
            return NotImplemented
        return F32(operation(float(self), rounded(other)))

    def backward(self, other):
        if not isinstance(other, (int, float)):
            return NotImplemented
        return F32(operation(rounded(other), float(self)))

    return forward, backward


def _compared(name):
    operation = getattr(float, name)

    def compare(self, other):
        return operation(float(self), rounded(other)) if isinstance(other, (int, float)) else NotImplemented

    return compare


def _divmod(x, y):
    """As MicroPython's py/objfloat.c and NumPy have it: every intermediate is rounded."""
    rest = math.fmod(x, y)
    whole = rounded(rounded(x - rest) / y)
    if rest and (y < 0) != (rest < 0):
        rest = rounded(rest + y)
        whole = rounded(whole - 1.0)
    if not rest:
        rest = math.copysign(0.0, y)
    if whole:
        floor = math.floor(whole)
        whole = floor + 1.0 if whole - floor > 0.5 else float(floor)
    else:
        whole = math.copysign(0.0, x / y)
    return whole, rest


class F32(float):
    """A binary32 number. Operations with integers and floats round the other operand first, as a literal of the board is."""

    __slots__ = ()

    def __new__(cls, value=0.0):
        return super().__new__(cls, rounded(float(value)))

    __add__, __radd__ = _binary(lambda x, y: x + y)
    __sub__, __rsub__ = _binary(lambda x, y: x - y)
    __mul__, __rmul__ = _binary(lambda x, y: x * y)
    __truediv__, __rtruediv__ = _binary(lambda x, y: x / y)
    __floordiv__, __rfloordiv__ = _binary(lambda x, y: _divmod(x, y)[0])
    __mod__, __rmod__ = _binary(lambda x, y: _divmod(x, y)[1])
    __pow__, __rpow__ = _binary(math.pow)
    __eq__ = _compared("__eq__")
    __ne__ = _compared("__ne__")
    __lt__ = _compared("__lt__")
    __le__ = _compared("__le__")
    __gt__ = _compared("__gt__")
    __ge__ = _compared("__ge__")
    __hash__ = float.__hash__

    def __neg__(self):
        return F32(-float(self))

    def __pos__(self):
        return self

    def __abs__(self):
        return F32(abs(float(self)))

    def __round__(self, digits=None):
        return round(float(self)) if digits is None else F32(round(float(self), digits))

    def __repr__(self):
        return f"F32({float(self)!r})"


def _math():
    """`math` whose results are binary32; what gives an integer or a truth value stays."""
    out = types.SimpleNamespace()
    for name in dir(math):
        value = getattr(math, name)
        if isinstance(value, float):
            value = F32(value)
        elif callable(value):
            value = _rounding(value)
        setattr(out, name, value)
    return out


def _rounding(function):
    def call(*values):
        result = function(*[rounded(value) if isinstance(value, float) else value for value in values])
        return F32(result) if isinstance(result, float) else result

    return call


math32 = _math()


def divide32(x, y):
    """`x / y`; the quotient of two integers is an F32 too."""
    return F32(x) / y if isinstance(x, (int, float)) else x / y


def power32(x, y):
    """`x ** y`; integers stay integers unless the exponent is negative."""
    if isinstance(x, int) and isinstance(y, int) and y >= 0:
        return x**y
    return F32(x) ** y


class _Single(ast.NodeTransformer):
    CALLS = {ast.Div: "divide32", ast.Pow: "power32"}

    def visit_Constant(self, node):
        return self._call("F32", [node], node) if isinstance(node.value, float) else node

    def visit_Name(self, node):
        if node.id == "float" and isinstance(node.ctx, ast.Load):
            return ast.copy_location(ast.Name("F32", ast.Load()), node)
        return node

    def visit_BinOp(self, node):
        self.generic_visit(node)
        name = self.CALLS.get(type(node.op))
        return self._call(name, [node.left, node.right], node) if name else node

    def visit_AugAssign(self, node):
        self.generic_visit(node)
        name = self.CALLS.get(type(node.op))
        if not name:
            return node
        value = ast.parse(ast.unparse(node.target), mode="eval").body
        return ast.copy_location(ast.Assign([node.target], self._call(name, [value, node.value], node)), node)

    def visit_Import(self, node):
        names = [alias for alias in node.names if alias.name != "math"]
        out = [ast.copy_location(ast.Import(names), node)] if names else []
        for alias in node.names:
            if alias.name == "math":
                target = ast.Name(alias.asname or "math", ast.Store())
                out.append(ast.copy_location(ast.Assign([target], ast.Name("math32", ast.Load())), node))
        return out

    def visit_ImportFrom(self, node):
        if node.module != "math":
            return node
        out = []
        for alias in node.names:
            value = ast.Attribute(ast.Name("math32", ast.Load()), alias.name, ast.Load())
            out.append(ast.copy_location(ast.Assign([ast.Name(alias.asname or alias.name, ast.Store())], value), node))
        return out

    def _call(self, name, values, node):
        return ast.copy_location(ast.Call(ast.Name(name, ast.Load()), values, []), node)


def single(name):
    """A new copy of the module `name` in single precision; what it imports stays as it is, but for `math`."""
    spec = importlib.util.find_spec(name)
    with open(spec.origin, encoding="utf-8") as file:
        tree = ast.fix_missing_locations(_Single().visit(ast.parse(file.read())))
    module = importlib.util.module_from_spec(spec)
    module.__dict__.update(F32=F32, math32=math32, divide32=divide32, power32=power32)
    exec(compile(tree, spec.origin, "exec"), module.__dict__)
    return module
