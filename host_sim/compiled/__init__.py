"""The control core as it stands in `firmware/`, compiled by Cython for the laptop: the same answers, several times faster.

    python -m host_sim.compiled             # make fast: build it, or bring the build up to date
    loading.load()                          # the build, None where there is none made from these very sources

A build is never required and never trusted by its date: a digest of sources, tool, Python and Cython decides (`digest`). The
interpreted core is the reference and what a fresh clone runs; `BALANCEPOINT_FAST` says otherwise (`loading`).

    program      the core's modules, classes and functions, and which names are constants
    kinds        what a variable may hold, and how C declares it
    inference    what each variable of the whole program holds, from the constructors and `Controller.step` on
    hints        the few things that the source does not say
    copying      the copy of the source that is compiled: constants folded, kinds told
    declaring    the .pxd beside each copied module
    writing      all of that as texts, with the boundary between plain readings and the compiled core
    toolchain    Cython and the C compiler, over what changed
"""
