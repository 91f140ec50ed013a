"""What C knows of an expression by itself, from the declarations alone."""

from __future__ import annotations

import ast

from host_sim.compiled.evaluating import assigned
from host_sim.compiled.kinds import Numbers
from host_sim.compiled.linking import Links
from host_sim.compiled.program import Class, Function, Module


class Statics:
    """In one function, of which `variables` are declared."""

    def __init__(self, links: Links, function: Function, variables: dict[str, str | Class]) -> None:
        self._links = links
        self._function = function
        self._module = function.module
        self._variables = variables
        self._names = assigned(function.node) | set(links.found.locals[function]) | _inner(function.node)
        self._names -= function.globals

    def is_local(self, name: str) -> bool:
        """An argument or variable, one of a comprehension too."""
        return name in self._names

    def module(self, node: ast.expr) -> Module | None:
        """The module of the program that a name at the top stands for."""
        if not isinstance(node, ast.Name) or self.is_local(node.id):
            return None
        thing = self._links.program.resolve(self._module, node.id)
        return thing if isinstance(thing, Module) else None

    def function(self, node: ast.expr) -> Function | None:
        """The C function that is named, here or in a module that is imported at the top."""
        thing = None
        if isinstance(node, ast.Name) and not self.is_local(node.id):
            thing = self._links.program.resolve(self._module, node.id)
        elif isinstance(node, ast.Attribute):
            owner = self.module(node.value)
            thing = self._links.program.resolve(owner, node.attr) if owner else None
        return thing if isinstance(thing, Function) and self._links.typed(thing) else None

    def union(self, node: ast.expr) -> list[Class] | None:
        """The several classes that a name or attribute may be of, all of them known here."""
        if not isinstance(node, (ast.Name, ast.Attribute)) or self.of(node) != "object":
            return None
        kinds = self._links.found.kinds.get(node, frozenset())
        holders = [each for each in kinds if isinstance(each, Class) and self._links.known(self._module, each)]
        return sorted(holders, key=repr) if 1 < len(holders) == len(kinds) else None

    def method(self, holder: Class, name: str) -> bool:
        """Whether it is a C function of the class."""
        return name in holder.methods and self._links.typed(holder.methods[name])

    def field(self, holder: Class, name: str) -> bool:
        """Whether it is a C long of the class."""
        return name not in holder.methods and self._links.attribute(self._module, holder, name) == "long"

    def of(self, node: ast.expr) -> str | Class:
        """Its type in C, `object` if it is Python's."""
        if isinstance(node, ast.Constant):
            if isinstance(node.value, bool):
                return "bint"
            return "long" if isinstance(node.value, int) else "object"
        if isinstance(node, ast.Name):
            return self._name(node)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        if isinstance(node, ast.BinOp):
            return "long" if self._links.found.kinds.get(node) == {"int"} else "object"
        if isinstance(node, ast.UnaryOp):
            if isinstance(node.op, ast.Not):
                return "bint"
            return "long" if self._links.found.kinds.get(node) == {"int"} else "object"
        if isinstance(node, ast.IfExp):
            return self._same([node.body, node.orelse])
        if isinstance(node, ast.BoolOp):
            return self._same(node.values)
        if isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice):
            kinds = self._links.found.kinds.get(node.value, frozenset()) - {"none"}
            return "long" if len(kinds) == 1 and isinstance(next(iter(kinds)), Numbers) else "object"
        return "object"

    def _name(self, node: ast.Name) -> str | Class:
        if node.id in self._variables:
            return self._variables[node.id]
        if self.is_local(node.id):
            owner = self._function.owner
            first = self._function.bound and self._function.arguments[:1] == [node.id]
            return owner if owner and first and "classmethod" not in self._function.decorators else "object"
        return "long" if self._links.program.constant(self._module, node.id) is not None else "object"

    def _attribute(self, node: ast.Attribute) -> str | Class:
        owner = self.module(node.value)
        if owner:
            return "long" if self._links.program.constant(owner, node.attr) is not None else "object"
        base = self.of(node.value)
        if isinstance(base, Class):
            return "object" if node.attr in base.methods else self._links.attribute(self._module, base, node.attr)
        union = self.union(node.value)
        return "long" if union and all(self.field(each, node.attr) for each in union) else "object"

    def _call(self, node: ast.Call) -> str | Class:
        function = self.function(node.func)
        if function:
            return self._links.result(self._module, function)
        if isinstance(node.func, ast.Name) and not self.is_local(node.func.id):
            if node.func.id == "len":
                return "long"
            if node.func.id in ("min", "max", "abs"):
                numbers = all(
                    self._links.found.kinds.get(each, frozenset()) - {"none"} == {"int"} for each in node.args
                )
                return "long" if numbers else "object"
        if isinstance(node.func, ast.Attribute):
            base = self.of(node.func.value)
            holders = [base] if isinstance(base, Class) else self.union(node.func.value) or []
            if holders and all(self.method(each, node.func.attr) for each in holders):
                results = {self._links.result(self._module, each.methods[node.func.attr]) for each in holders}
                return results.pop() if len(results) == 1 else "object"
        return "object"

    def _same(self, nodes: list[ast.expr]) -> str | Class:
        """What all parts are; where all are whole numbers, the copy makes them so."""
        if all(self._links.found.kinds.get(each) == {"int"} for each in nodes):
            return "long"
        types = {self.of(each) for each in nodes}
        return types.pop() if len(types) == 1 else "object"


def _inner(node: ast.FunctionDef) -> set[str]:
    """Variables of comprehensions."""
    return {
        each.id
        for part in ast.walk(node)
        if isinstance(part, ast.comprehension)
        for each in ast.walk(part.target)
        if isinstance(each, ast.Name)
    }
