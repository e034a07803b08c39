"""Both sides' programs, and what is measured."""
import datetime
import functools
import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CLI = ROOT / "src/NormSharp.Cli/bin/Release/net10.0"
BUILT = HERE / "peer/bin/Release/net10.0"


@dataclass(frozen=True)
class Command:
    """The words of a command and what its environment has more."""

    words: list
    environment: dict = field(default_factory=dict)


def is_there():
    return (BUILT / "NormSharp.Peer.dll").exists()


def command():
    """The program of TorchSharp and ONNX Runtime, which peer/setup.sh builds."""
    shim = BUILT / "libstreams.so"
    return Command(["dotnet", str(BUILT / "NormSharp.Peer.dll")], {"LD_PRELOAD": str(shim)} if shim.exists() else {})


def normsharp():
    """The command: the program's own executable where it starts, else by dotnet."""
    executable = CLI / "NormSharp.Cli"
    if executable.exists() and subprocess.run([executable, "--version"], capture_output=True).returncode == 0:
        return [str(executable)]
    return ["dotnet", str(CLI / "NormSharp.Cli.dll")]


def host(threads):
    """The machine and the versions, as both sides tell them."""
    peer = command()
    return {
        "date": now(),
        "normsharp": answer_of(normsharp() + ["env", "--json"], {}),
        "peers": answer_of([*peer.words, "versions", "--threads", str(threads)], peer.environment) if is_there() else None,
    }


def answer_of(words, environment):
    done = subprocess.run(words, capture_output=True, text=True, check=True, env={**os.environ, **environment})
    return json.loads(done.stdout.splitlines()[-1])


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")


def text_of(words):
    try:
        return subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


@functools.cache
def commit():
    """What is measured, as a page names it."""
    changed = bool(text_of(["git", "status", "--porcelain", "--untracked-files=no"]))
    return f"{text_of(['git', 'rev-parse', '--short', 'HEAD'])}{' with changes' if changed else ''}"
