"""Mutants of what keeps people safe: each must be noticed by the tests of its module.

    python -m tests.mutants                          # all modules; goes on where it was interrupted
    python -m tests.mutants guard/weld               # of one
    python -m tests.mutants --show "guard/weld: ..." # one mutant as a text

`operators` makes them of a syntax tree, `swap` puts one into the running program, `__main__` is the campaign. The result of
each stands in out/mutants.jsonl: one that was killed stays so until its module changes, one that survived is tried again when
the tests have changed. `equivalent.toml` lists those that no test can tell from the program, each with the reason.

Not mutmut: it leaves what stands at module level alone, and there stand the interlocks' figures. Not cosmic-ray: a process and a
test run of its own for each mutant, some seconds each; here a fork meets only those tests that come by the changed line.
"""
