"""The pages of docs/reference/ and docs/studies.md, made from schemas, tables and docstrings by ``make docs``."""
