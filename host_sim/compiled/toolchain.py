"""Cython and the C compiler, over one module of the generated package.

What comes of a module depends on its copy and its .pxd, on the layouts and signatures in those that it draws on, on the tools and
their flags: `key` has it all in one word, so that a module is compiled again only if one of them has changed.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from host_sim.errors import InputError

FLAGS = ("-O2", "-g0", "-fwrapv", "-fno-strict-aliasing", "-DNDEBUG", "-w")
SUFFIX = str(sysconfig.get_config_var("EXT_SUFFIX"))
EXTRA = "Cython is missing: make fast installs it, or pip install balancepoint[fast]"


@cache
def cython_version() -> str | None:
    """None if there is no Cython."""
    try:
        import Cython
    except ImportError:
        return None
    return str(Cython.__version__)


@cache
def compiler() -> tuple[str, ...]:
    """The C compiler as Python was built with, or `cc`. Raise InputError in one line if there is none."""
    words = shlex.split(os.environ.get("CC", "")) or shlex.split(str(sysconfig.get_config_var("CC") or "cc"))
    for each in (words, ["cc"]):
        if shutil.which(each[0]):
            return tuple(each)
    raise InputError(f"no C compiler: {words[0]} is not there (on Debian: apt-get install gcc)")


def tools() -> str:
    """What a build depends on beside its sources."""
    return "\n".join((sys.version, str(cython_version()), " ".join(FLAGS), SUFFIX))


def key(name: str, texts: Mapping[str, str]) -> str:
    """A word for all that `name`, a path without suffix, is made from. `texts`: of every .py, .pyx and .pxd."""
    own = texts.get(name + ".pxd", "")
    made = hashlib.sha256(tools().encode())
    for text in (texts.get(name + ".py", ""), texts.get(name + ".pyx", ""), own):
        made.update(text.encode() + b"\0")
    seen: set[str] = set()
    waiting = _drawn_on(own) + _drawn_on(texts.get(name + ".pyx", ""))
    while waiting:
        path = waiting.pop()
        if path not in seen and path in texts:
            seen.add(path)
            waiting += _drawn_on(_interface(texts[path]))
    for path in sorted(seen):
        made.update(path.encode() + b"\0" + _interface(texts[path]).encode() + b"\0")
    return made.hexdigest()[:32]


def _drawn_on(text: str) -> list[str]:
    """The .pxd that a text takes something from."""
    return [f"{module.replace('.', '/')}.pxd" for module in re.findall(r"^from (\S+) cimport", text, re.MULTILINE)]


def _interface(text: str) -> str:
    """A .pxd without what its own module alone needs: variables of functions, and functions of other modules."""
    lines = [
        line
        for line in text.splitlines()
        if not re.match(r" *@cython\.locals|from \S+ cimport \w+ as f_|from \S+\.c_\w+ cimport ", line)
    ]
    return "\n".join(lines)


def compile_module(root: Path, source: str, target: Path) -> str | None:
    """Compile `source`, a path below `root`, into the extension module `target`; what went wrong, in one line."""
    from Cython.Compiler import Errors
    from Cython.Compiler.Main import CompilationOptions
    from Cython.Compiler.Main import compile as translate

    with tempfile.TemporaryDirectory() as folder:
        code = Path(folder) / "module.c"
        name = Path(source).with_suffix("").as_posix().replace("/", ".")
        options = CompilationOptions(output_file=str(code), include_path=[str(root)], language_level=3)
        with tempfile.TemporaryFile("w+") as said:
            before = os.dup(2)
            try:
                os.dup2(said.fileno(), 2)
                failed = translate(str(root / source), options, full_module_name=name).num_errors
            except Errors.CompileError:
                failed = 1
            finally:
                os.dup2(before, 2)
                os.close(before)
            said.seek(0)
            lines = [line.strip() for line in said if re.match(r"\S+:\d+:\d+:", line)]
        if failed:
            return f"{source}:{lines[0].partition(':')[2]}" if lines else f"{source}: Cython fails"
        return _compile_c(code, target, source)


def _compile_c(code: Path, target: Path, source: str) -> str | None:
    shared = shlex.split(str(sysconfig.get_config_var("LDSHARED") or "cc -shared"))[1:]
    pic = shlex.split(str(sysconfig.get_config_var("CCSHARED") or "-fPIC"))
    made = target.with_suffix(f".{os.getpid()}")
    command = [*compiler(), *shared, *pic, *FLAGS, f"-I{sysconfig.get_path('include')}", str(code), "-o", str(made)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        said = [line.strip() for line in done.stderr.splitlines() if "error" in line] or ["it says nothing"]
        return f"{source}: the C compiler {compiler()[0]} fails: {said[0]}"
    made.replace(target)
    return None
