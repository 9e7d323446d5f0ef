"""Build once, run many: one compiled binary per model structure serves all values, temperatures and seeds.

``construction`` and ``build`` know Brian2's code generation; ``run`` needs numpy only.
"""
