"""Runs the workflows of the examples as their host would, without installing anything."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent


def run_workflow(workflow: Path, folder: Path, address: str) -> Path:
    """Run the steps of the job "build" in ``folder``; return the folder that it hands over.

    ``address`` is what GitHub Pages would say of where the site will stand.
    """
    told: dict[str, Any] = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    steps = told["jobs"]["build"]["steps"]
    path: str
    (path,) = [step["with"]["path"] for step in steps if "upload-pages" in step.get("uses", "")]
    for step in steps:
        if "run" not in step or "pip install" in step["run"]:
            continue
        given = {**told.get("env", {}), **step.get("env", {})}
        run_shell(
            step["run"],
            folder,
            {
                name: value.replace("${{ steps.pages.outputs.base_url }}", address)
                for name, value in given.items()
            },
        )
    return folder / path


def run_shell(script: str, folder: Path, environment: dict[str, str]) -> None:
    """Run ``script`` in ``folder`` where `gallica-export` is the program under test."""
    programs = folder / "bin"
    programs.mkdir(exist_ok=True)
    program = programs / "gallica-export"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m gallica_export "$@"\n')
    program.chmod(0o755)
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
