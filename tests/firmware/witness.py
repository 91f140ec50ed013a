"""Which function wanted memory while the heap was locked: the VM gives such a MemoryError no traceback.

`source()` is a program for the VM that wraps every method of the core; after a MemoryError `print_witnesses()` there names
those that it passed through, the innermost first.
"""

import ast

from host_sim.runtimes.memory import FIRMWARE

PROLOGUE = """
_names, _seen = [], [0] * 64
_count = 0
def _saw(k):
    global _count
    if _count < 64:
        _seen[_count] = k
        _count += 1
def print_witnesses():
    print("wanted memory:", " < ".join([_names[k] for k in _seen[:_count]]))
"""
WRAPPER = """
_names.append("{name}")
_plain{k} = {holder}.{method}
def _wrapped{k}({parameters}):
    try:
        return _plain{k}({arguments})
    except MemoryError:
        _saw({k})
        raise
{holder}.{method} = _wrapped{k}
"""


def source():
    out = [PROLOGUE]
    count = 0
    for path in sorted((FIRMWARE / "balancepoint/control").rglob("*.py")):
        module = path.relative_to(FIRMWARE).with_suffix("").as_posix().replace("/", ".")
        if module.endswith("__init__"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        holders = [("_module", tree)] + [("_module." + n.name, n) for n in tree.body if isinstance(n, ast.ClassDef)]
        out.append(f"import {module}\nimport sys\n_module = sys.modules['{module}']")
        for holder, body in holders:
            for node in body.body:
                if not isinstance(node, ast.FunctionDef) or node.name == "__init__" or node.decorator_list:
                    continue
                names = [argument.arg for argument in node.args.args]
                first = len(names) - len(node.args.defaults)
                defaults = [ast.unparse(value) for value in node.args.defaults]
                if node.args.vararg or node.args.kwarg or any(not d.lstrip("-").isdigit() for d in defaults):
                    continue
                parameters = names[:first] + [f"{n}={d}" for n, d in zip(names[first:], defaults, strict=True)]
                out.append(
                    WRAPPER.format(
                        k=count, name=f"{module.split('.')[-1]}.{node.name}", holder=holder, method=node.name,
                        parameters=", ".join(parameters), arguments=", ".join(names),
                    )
                )  # fmt: skip
                count += 1
    return "\n".join(out)
