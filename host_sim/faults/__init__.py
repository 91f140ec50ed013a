"""The fault campaign: every single fault of the bench's language at every phase, and pairs of them, as short runs.

A *phase* is a case of the bench that leads into it (`phases/*.toml`, `slow/*.toml`); a *fit* is what is installed. `catalogue`
says what can break and what people should be told of it, `plan` which runs there are, `snapshot` takes the world into the phase
once and forks it for each run, `told` says whom the journal blames, `row` is what came of a run. `campaign` spreads the runs
over processes and machines, `summary` and `page` count.
"""
