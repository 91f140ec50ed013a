"""python -m tools"""

import sys

if __name__ == "__main__":
    try:
        from tools.cli import main

        main()
    except KeyboardInterrupt:  # while the libraries are being loaded
        sys.exit(130)
