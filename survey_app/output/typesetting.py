"""Typst in a process of its own: texts and a template in, the bytes of a PDF or a picture out.

A process of its own, because typst keeps what it has laid out (about 1 MB a poster) for as long as
its process lives, and because a long print pack must not hold up the server's other threads.

Texts go in as `sys.inputs`, which typst only shows: nothing in them is run. The fonts are those of
the package manimgx-fonts-cjk, or of a folder that the caller names; the machine's own are left out,
so that the same page looks the same everywhere.
"""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

_FONT_FILES = {".ttf", ".otf", ".ttc", ".otc"}


def typeset(
    template: Path,
    inputs: dict[str, str],
    *,
    fonts: Path | None = None,
    form: Literal["pdf", "png"] = "pdf",
    ppi: float | None = None,
) -> bytes:
    """The document that `template` makes of `inputs`; as PNG, it must have one page.

    `ppi` are the pixels an inch of a PNG. The template may read files of its own folder only.
    Raises FileNotFoundError without fonts, RuntimeError with typst's words if it cannot be set.
    """
    order = {
        "input": str(template),
        "root": str(template.parent),
        "font_paths": [str(font_folder(fonts))],
        "ignore_system_fonts": True,
        "format": form,
        "ppi": ppi,
        "sys_inputs": inputs,
    }
    done = subprocess.run(
        [sys.executable, "-P", __file__],
        input=json.dumps(order).encode(),
        capture_output=True,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{template.name} was not set: {done.stderr.decode(errors='replace')}")
    return done.stdout


def font_folder(fonts: Path | None = None) -> Path:
    """The folder to set type from: `fonts`, else that of the installed font package.

    Raises FileNotFoundError, naming the folder and the cure, if no font file is in it.
    """
    spec = find_spec("manimgx_fonts_cjk")
    packaged = (spec.submodule_search_locations or []) if spec else []
    for folder in [fonts] if fonts else map(Path, packaged):
        if any(file.suffix.lower() in _FONT_FILES for file in folder.rglob("*")):
            return folder
    raise FileNotFoundError(
        f"No font file in {fonts}. Name a folder that holds a Chinese font (.otf, .ttf, .ttc)."
        if fonts
        else "The fonts for printing are missing. Install the package manimgx-fonts-cjk, "
        "or name a folder that holds a Chinese font."
    )


def _main() -> None:
    """In the process of its own: an order comes in as JSON, the document goes out as bytes."""
    # Imported here, so that the asking process never loads it.
    import typst

    try:
        made = typst.compile(**json.load(sys.stdin.buffer))
    except typst.TypstError as error:
        sys.exit(str(error))
    if not isinstance(made, bytes):
        sys.exit("a picture must be one page")
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    _main()
