"""The .pxd beside a copied module: its classes' attributes and methods, its functions, and what it takes from others."""

from __future__ import annotations

from host_sim.compiled.copying import Used, variables
from host_sim.compiled.kinds import ELEMENTS
from host_sim.compiled.linking import PACKAGE, Links, full
from host_sim.compiled.program import Class, Function, Module

# Whole numbers as C longs, with Python's errors
NUMBERS = """
cdef inline long long_of(object value) except? -1:
    return value

cdef inline long left_of(long value, long bits) except? -1:
    cdef long moved
    if bits < 0:
        raise ValueError("negative shift count")
    moved = value << bits if bits < 63 else 0
    if value and (bits > 62 or moved >> bits != value):
        raise OverflowError("value too large")
    return moved

cdef inline long right_of(long value, long bits) except? -1:
    if bits < 0:
        raise ValueError("negative shift count")
    return value >> (bits if bits < 63 else 63)

cdef inline long abs_of(long value) except? -1:
    return value if value >= 0 else -value
"""

# Elements of arrays as Python's `array` gives and takes them; `place` has what is out of the ordinary
ARRAYS = "from cpython.array cimport array\n" + "".join(
    f"""
cdef inline Py_ssize_t place_{code}(array a, Py_ssize_t k) except -1:
    if a is None or a.ob_descr.typecode != c'{code}':
        raise TypeError("not an array of {code}")
    if k < 0:
        k += a.ob_size
    if not 0 <= k < a.ob_size:
        raise IndexError("array index out of range")
    return k

cdef inline long get_{code}(array a, Py_ssize_t k) except? -1:
    if a is None or a.ob_descr.typecode != c'{code}' or <size_t>k >= <size_t>a.ob_size:
        k = place_{code}(a, k)
    return a.data.{field}[k]

cdef inline int put_{code}(array a, Py_ssize_t k, long value) except -1:
    if a is None or a.ob_descr.typecode != c'{code}' or <size_t>k >= <size_t>a.ob_size:
        k = place_{code}(a, k)
    if <long><{kind}>value != value:
        raise OverflowError("too large for the array")
    a.data.{field}[k] = <{kind}>value
    return 0
"""
    for code, (kind, field) in ELEMENTS.items()
)


def declare(links: Links, module: Module, used: Used) -> str:
    """The text. `used` is added to."""
    classes = [_class(links, holder, used) for holder in module.classes.values()]
    functions = [_function(links, each, used, "") for each in module.functions.values() if links.typed(each)]
    lines = ["cimport cython"]
    lines += [f"cdef class {name}" for name in module.classes]
    lines.append("from cpython.array cimport array as T_array")
    lines.append(f"from {PACKAGE}.c_numbers cimport long_of, left_of, right_of, abs_of")
    elements = [f"{word}_{code}" for code in sorted(used.codes) for word in ("get", "put")]
    if elements:
        lines.append(f"from {PACKAGE}.c_arrays cimport {', '.join(elements)}")
    for name, holder in sorted(used.classes.items()):
        lines.append(f"from {full(holder.module)} cimport {holder.name} as {name}")
    for name, function in sorted(used.functions.items()):
        lines.append(f"from {full(function.module)} cimport {function.node.name} as {name}")
    return "\n".join(lines + classes + functions) + "\n"


def _word(links: Links, module: Module, kind: str | Class, used: Used) -> str:
    if isinstance(kind, Class):
        return used.holder(module, kind)
    return "T_array" if kind == "array" else kind


def _class(links: Links, holder: Class, used: Used) -> str:
    module = holder.module
    lines = [f"cdef class {holder.name}:"]
    for name, cell in links.found.attributes[holder].items():
        if name not in holder.methods and not name.startswith("__"):
            kind = links.declared(module, cell.kinds)
            lines.append(f"    cdef public {_word(links, module, kind, used)} {name}")
    for method in holder.methods.values():
        if links.typed(method):
            lines.append(_function(links, method, used, "    "))
    return "\n".join(lines if len(lines) > 1 else [*lines, "    pass"])


def _function(links: Links, function: Function, used: Used, indent: str) -> str:
    module = function.module
    declared = variables(links, function)
    given = []
    arguments = function.node.args
    plain = len(function.arguments) - len(arguments.defaults)
    for k, name in enumerate(function.arguments):
        if k == 0 and function.bound:
            given.append(name)
        else:
            kind = _word(links, module, declared.get(name, "object"), used)
            given.append(f"{kind} {name}" + ("=*" if k >= plain else ""))
    result = links.declared(module, links.found.result(function).kinds)
    word = _word(links, module, result, used)
    fails = " except? -1" if result in ("long", "bint") else ""
    lines = []
    inner = {name: kind for name, kind in declared.items() if name not in function.arguments}
    if inner:
        words = ", ".join(f"{name}={_word(links, module, kind, used)}" for name, kind in inner.items())
        lines.append(f"{indent}@cython.locals({words})")
    lines.append(f"{indent}cpdef {word} {function.node.name}({', '.join(given)}){fails}")
    return "\n".join(lines)
