"""Build once, run many: one compiled binary per model structure serves all values, temperatures and seeds.

``construction`` and ``build`` know Brian2's code generation; ``run`` needs numpy only.
"""

MANIFEST = "manifest.json"
"""The file of a build that says what the binary takes and writes; it is there when the build is complete."""
CPU_SECONDS = "cpu_seconds.txt"
"""File that a run leaves beside its arrays: the CPU time of its process in seconds."""
GUARD = "guard"
"""Name of the object that ends a run whose population rate passes a limit."""
RATE_LIMIT = "r_max"
"""The limit, as parameter tables and binaries name it."""
