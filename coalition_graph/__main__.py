"""``python -m coalition_graph``."""

import sys

from coalition_graph.cli import main

if __name__ == "__main__":
    sys.exit(main())
