"""``python -m browser.pictures FOLDER``: the pictures that the documentation shows."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from browser.serving import build, serving
from browser.watched import Browser, launched

SHOWN = {"home": "en/", "pair": "en/pair/US/CN#partners_first"}
SIZE = {"width": 920, "height": 660}
MOST = 150_000


def main():
    """Look at a few pages of the starter release and keep what is seen."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as name:
        lake = Path(os.environ.get("DETENTE_BROWSER_LAKE", Path(name, "lake")))
        build(lake)
        with serving(lake) as site, launched() as chromium:
            for picture, path in SHOWN.items():
                browser = Browser.start(chromium, viewport=SIZE, color_scheme="light")
                browser.open(f"{site}/{path}")
                data = browser.page.screenshot()
                browser.close()
                if browser.problems or len(data) > MOST:
                    return f"{path}: {len(data):,} bytes; {browser.problems}"
                (folder / f"{picture}.png").write_bytes(data)
                print(f"{folder / picture}.png: {len(data) / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
