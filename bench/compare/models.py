"""Files of the models of the inference rows, for both sides: the catalogue's are saved and exported, others come from ../shared/models/onnx."""
import os
import shutil
import subprocess
from pathlib import Path

import rows

ROOT = Path(__file__).resolve().parent.parent.parent
COMPARE = ROOT / "bench/NormSharp.Compare/bin/Release/net10.0/NormSharp.Compare.dll"
SHARED = Path(os.environ.get("NORMSHARP_SHARED", ROOT.parent / "shared"))


def prepare(wanted, ours, folder):
    """Makes what is missing of the wanted rows' files; the rows that cannot be measured, each with the reason."""
    absent = {}
    for model in rows.MODELS:
        of_model = [row.id for row in wanted if row.id.startswith(f"onnx-{model.name}-")]
        target = folder / f"{model.name}.onnx"
        if not of_model or target.exists():
            continue
        folder.mkdir(parents=True, exist_ok=True)
        if model.classes:
            export(model, ours, target)
        elif (SHARED / "models/onnx" / target.name).exists():
            shutil.copy(SHARED / "models/onnx" / target.name, target)
        else:
            absent.update(dict.fromkeys(of_model, f"{SHARED / 'models/onnx' / target.name} is not there; NORMSHARP_SHARED names its folder"))
    return absent


def export(model, ours, target):
    """A model of the catalogue in NormSharp's format, and exported from that to ONNX: the same weights."""
    saved = target.with_suffix(".safetensors")
    saved.unlink(missing_ok=True)
    call(["dotnet", str(COMPARE), "save", model.name, model.input, str(model.classes), str(saved)])
    call([*ours, "export", str(saved), "--input", model.input, "-o", str(target)])


def call(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n  ended with {done.returncode}: {done.stderr.strip()}")
