"""A network of five STG neurons, two half-centres and a hub, as neuromodulated by Fyon & Drion (2024)."""
