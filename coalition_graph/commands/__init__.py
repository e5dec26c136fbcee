"""One module for each command of ``coalition-graph``, with ``register`` and ``run``."""
