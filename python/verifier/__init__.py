"""Runs model-written Python one step at a time in a sandbox.

Three kinds of process, each trusting only what is above it:

    supervisor  no user code, no SymPy; owns the pipes to the caller, the limits and every verdict
    template    SymPy imported and warmed; never sees any code, holds no secret, only forks
    child       one program; runs its steps and reports, and is killed after its last one or kept as a snapshot

All are children of the supervisor, whoever forked them.

Covered: code that reads or writes files, opens sockets, starts or signals processes, exhausts memory, CPU, output or
descriptors, forges results of other programs, or survives its own verdict.
Not covered: bugs of the kernel behind some 85 system calls; side channels between programs of one user; code that lies
about its own result (it could print the lie as well: whoever checks answers must not trust the program).
"""
