"""`rca run --record`, `rca replay`: a session kept with all its requests, and run again without a model."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

from rca_kernel.app.closing import Outcome
from rca_kernel.app.config import Config
from rca_kernel.app.engines import build_engine
from rca_kernel.app.papers import load_paper
from rca_kernel.app.roles import FORMAL
from rca_kernel.app.run import Request, output_of, refuse_to_overwrite, run_in_terminal
from rca_kernel.errors import PaperError, WorkspaceError
from rca_kernel.models import ChatModel
from rca_kernel.models.recording import Asked, Recorder, Recording, RecordingModel, read_recording
from rca_kernel.models.replay import ReplayModel
from rca_kernel.workspace import Workspace
from rca_kernel.workspace.snapshot import put, take
from rca_kernel.workspace.workspace import SIZE_LIMIT


def recorded(request: Request, file: Path, digest: str) -> Callable[[ChatModel], ChatModel]:
    """What wraps each model of a session so that its calls go into `file`; `digest` is the paper's.

    The file is begun with the first model, so that a session without one leaves none.
    """
    asked = asked_for(request, file, digest)
    starter = take(Workspace(request.code)) if request.code is not None else None

    @cache
    def recorder() -> Recorder:
        return Recorder(file, asked, snapshot=starter, force=request.force)

    return lambda model: RecordingModel(model, recorder())


def asked_for(request: Request, file: Path, digest: str) -> Asked:
    """What the recording's first line says; no path in it is absolute."""
    code = request.code
    worker = request.config.worker.strip().lower()
    return Asked(
        _relative(request.paper, file.parent),
        request.target,
        digest,
        code=_relative(code, file.parent) if code is not None else "",
        code_digest=code_digest(Workspace(code)) if code is not None else "",
        worker=worker if worker == FORMAL else "",
        note=request.note,
    )


def code_digest(workspace: Workspace) -> str:
    """SHA-256 over names and contents of the files; of those too large to be edited only the size."""
    hashed = hashlib.sha256()
    for name in workspace.files():
        file = workspace.root / name
        size = file.stat().st_size if file.is_file() else -1
        hashed.update(f"{name}\0{size}\0".encode("utf-8", "surrogateescape"))
        if 0 <= size <= SIZE_LIMIT:
            hashed.update(file.read_bytes())
    return hashed.hexdigest()


def replay_in_terminal(recording: Path, output: Path | None, force: bool) -> Outcome:
    """Run a recorded session again: its paper and code, this package, a new kernel, the recorded replies.

    The starter code is copied beside the notebook and worked on there. Raises WorkspaceError where the
    recording cannot be read or the code has changed, PaperError where the paper has; a request that is
    not the recorded one ends the session as failed, with the first difference.
    """
    read = read_recording(recording)
    request = Request(
        _paper(read, recording),
        read.asked.target,
        Config(),
        output=output,
        force=force,
        note=read.asked.note,
        attended=False,
    )
    written = output_of(request)
    refuse_to_overwrite(written, force)
    request = replace(request, output=written, code=_code_beside(written, read, recording))
    model = ReplayModel(read)
    config = Config(model=model.name, worker=read.asked.worker, max_tokens=0)
    built = build_engine(config, wrap=lambda _: model)
    count = f"{len(read.calls)} call" + ("s" if len(read.calls) != 1 else "")
    reason = f"replayed from {recording.name}, {count}; no model is asked"
    outcome = run_in_terminal(request, replace(built, reason=reason))
    if outcome.status == "done" and model.left:
        said = f"The session ended with {model.left} of the recorded {count} not asked for."
        return Outcome("incomplete", f"{outcome.text}\n{said}", outcome.rerun)
    return outcome


def _paper(read: Recording, recording: Path) -> Path:
    paper = recording.parent / read.asked.paper
    if not paper.exists():
        paper = Path(read.asked.paper)
    if load_paper(paper).digest != read.asked.digest:
        raise PaperError(
            f"The paper {read.asked.paper!r} is not the one of the recording.",
            hint="Put back the version that was recorded, or record the session again.",
        )
    return paper


def _code_beside(output: Path, read: Recording, recording: Path) -> Path | None:
    """The starter code as it was before the recorded session, in a folder beside the notebook."""
    if not read.asked.code:
        return None
    copy = output.with_name(f"{output.stem}-code")
    if copy.exists():
        raise WorkspaceError(
            f"{str(copy)!r} exists already; it is kept.",
            hint="Move it away, or choose another output with -o.",
        )
    if read.snapshot is not None:
        put(read.snapshot, copy)
        return copy
    original = Workspace(recording.parent / read.asked.code)
    if code_digest(original) != read.asked.code_digest:
        raise WorkspaceError(
            f"The starter code in {read.asked.code!r} is not as it was before the recorded session.",
            hint="It was too large to be kept in the recording. Put back its first state, then replay.",
        )
    shutil.copytree(
        original.root, copy, symlinks=True, ignore=shutil.ignore_patterns(".git", "__pycache__", ".rca")
    )
    return copy


def _relative(path: Path, folder: Path) -> str:
    """`path` from `folder`; what is no path, such as an arXiv id, stays as it is."""
    if not path.exists():
        return path.as_posix()
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive on Windows
        return path.name
