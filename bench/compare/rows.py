"""The work that is compared, one row each."""
from dataclasses import dataclass, field

AVX2_OURS = {"DOTNET_EnableAVX512": "0"}
AVX2_THEIRS = {"ONEDNN_MAX_CPU_ISA": "AVX2", "MKL_ENABLE_INSTRUCTIONS": "AVX2", "ATEN_CPU_CAPABILITY": "avx2"}
BITS128_OURS = {"DOTNET_EnableAVX512": "0", "DOTNET_EnableAVX2": "0"}

EPOCH = 60_000

LIBTORCH, ONNX, NORMSHARP = "libtorch", "ONNX Runtime", "NormSharp"


@dataclass(frozen=True)
class Row:
    """One line of the table: A B A B ... of two commands, and the ratio of a time pair by pair."""

    id: str
    title: str
    target: float  # the ratio that is aimed at, theirs / ours
    threads: int
    ours: tuple  # arguments of normsharp
    theirs: tuple  # arguments of the peer, or of normsharp where both sides are NormSharp
    metric: str = "median_ms"  # what is compared: a key of the JSON, or wall_ms or peak_mb, which the driver measures
    ours_env: dict = field(default_factory=dict)
    theirs_env: dict = field(default_factory=dict)
    side: str = LIBTORCH  # who the other side is
    scale: float = 1  # multiplies the time for the page: images of an epoch over images of a repetition
    unit: str = "ms"


@dataclass(frozen=True)
class Model:
    """A model of the inference rows: one of the catalogue, or a file of ../shared/models/onnx."""

    name: str
    title: str
    input: str  # C,H,W
    classes: int = 0  # of a model of the catalogue; 0 where it is a file
    batches: tuple = (1, 8)


@dataclass(frozen=True)
class Mean:
    """A line of its own for several rows together."""

    id: str
    title: str
    rows: tuple
    target: float
    least: float  # what no row may be below


MODELS = [
    Model("lenet-bn", "`lenet-bn`", "1,28,28", 10),
    Model("resnet20", "`resnet20`", "3,32,32", 10),
    Model("resnet18", "`resnet18`, 224×224", "3,224,224", 1000),
    Model("resnet50", "`resnet50`, 224×224", "3,224,224", 1000),
    Model("mobilenet_v2", "`mobilenet_v2`, 224×224", "3,224,224", 1000),
    Model("densenet121", "`densenet121`, 224×224", "3,224,224", 1000),
    Model("ultraface-RFB-320-without-postprocessing", "Ultraface RFB-320, 240×320, without its boxes' arithmetic", "3,240,320"),
    # Made for one picture: ONNX Runtime's optimizer writes that batch into what it makes of the file's channel shuffles.
    Model("FastestDet", "FastestDet, 352×352", "3,352,352", batches=(1,)),
    Model("ppocr-cls", "ppocr-cls, 48×192", "3,48,192"),
]


def _same(id, title, target, threads, arguments, timed=("--seconds", "1.5"), **more):
    both = tuple(arguments) + tuple(timed) + ("--threads", str(threads))
    return Row(id, title, target, threads, ("bench",) + both + ("--json",), both, **more)


def _lenet_training(id, title, target, threads, **more):
    # As many steps as an epoch of 60,000 images has, and their mean, so that the sum is the epoch's time.
    return _same(id, title, target, threads,
                 ("train", "--model", "lenet-bn", "--batch-size", "256", "--images", str(EPOCH)), ("--repetitions", "235"),
                 metric="mean_ms", scale=EPOCH / 256 / 1000, unit="s", **more)


def _training(id, title, target, model, batch, size=(), **more):
    return _same(id, title, target, 2,
                 ("train", "--model", model, *size, "--batch-size", str(batch), "--images", str(20 * batch)), ("--seconds", "4"), **more)


def _resnet_training(id, title, target, **more):
    return _training(id, title, target, "resnet20", 128, **more)


def _batch_norm(id, shape, target):
    extents = ",".join(str(extent) for extent in shape)
    return _same(id, f"batch normalization and ReLU, forward and backward, {'×'.join(str(e) for e in shape)}", target, 2,
                 ("batchnorm", "--shape", extents, "--activation", "relu"))


def _convolution(id, input, filters, kernel, padding, stride=1):
    extents = ",".join(str(extent) for extent in input)
    title = f"convolution, forward and backward, {'×'.join(str(e) for e in input)} → {filters}, {kernel}×{kernel}" + (f", stride {stride}" if stride > 1 else "")
    return _same(id, title, 1.0, 2,
                 ("conv", "--input", extents, "--filters", str(filters), "--kernel", str(kernel), "--padding", str(padding), "--stride", str(stride)))


def _gemm(id, m, n, k, threads):
    return _same(id, f"matrix product {m}×{k} · {k}×{n}, {threads} thread{'s' if threads > 1 else ''}", 0.95, threads,
                 ("gemm", "--m", str(m), "--n", str(n), "--k", str(k)))


def _narrow(id, title, arguments, timed, **more):
    both = ("bench",) + tuple(arguments) + tuple(timed) + ("--threads", "2", "--json")
    return Row(id, title, 0.3, 2, ours=both, theirs=both, ours_env=BITS128_OURS, theirs_env=AVX2_OURS, side=NORMSHARP, **more)


def _onnx(model, batch, target):
    """A model in ONNX Runtime and as an inference plan, both on floats that are ready, of the same weights."""
    ours = f"{{models}}/{model.name}.{'safetensors' if model.classes else 'onnx'}"
    timed = ("--batch-size", str(batch), "--input", model.input, "--threads", "2", "--seconds", "1.5")
    return Row(
        f"onnx-{model.name}-{batch}", f"{model.title}, inference, batch {batch}", target, 2,
        ("bench", "infer", "--model", ours, "--forward-only", "--images", str(batch)) + timed + ("--json",),
        ("onnx-infer", "--model", f"{{models}}/{model.name}.onnx") + timed, side=ONNX)


LENET = ("train", "--model", "lenet-bn", "--batch-size", "256")
RESNET = ("train", "--model", "resnet20", "--batch-size", "128", "--images", "2560")

# The targets of single models at batch 1; all others must not be below the least.
LEAST = 0.85
SINGLE_TARGETS = {("lenet-bn", 1): 3, ("resnet20", 1): 1.2}

ROWS = [
    _lenet_training("lenet-train", "`lenet-bn` training, batch 256, an epoch of 60,000, 2 threads", 6, 2),
    _lenet_training("lenet-train-1", "`lenet-bn` training, 1 thread", 4, 1),
    _same("lenet-eval", "`lenet-bn` evaluation of 60,000", 5, 2,
          ("infer", "--model", "lenet-bn", "--batch-size", "256", "--images", str(EPOCH)), ("--repetitions", "235"),
          metric="mean_ms", scale=EPOCH / 256 / 1000, unit="s"),
    _resnet_training("resnet-train", "`resnet20` training step, 3×32×32, batch 128", 1.5),
    _training("resnet18-train", "`resnet18` training step, 3×64×64, batch 32", 1.2, "resnet18", 32, ("--input", "3,64,64")),
    _training("mobilenet-train", "`mobilenet_v2` training step, 3×96×96, batch 32", 1.2, "mobilenet_v2", 32, ("--input", "3,96,96")),
    _same("resnet-infer", "`resnet20` inference, batch 128 (folded; libtorch in eval mode)", 1.3, 2,
          ("infer", "--model", "resnet20", "--batch-size", "128", "--images", "2560"), ("--seconds", "3")),
    _batch_norm("bn-64x64x56x56", (64, 64, 56, 56), 4),
    _batch_norm("bn-256x6x24x24", (256, 6, 24, 24), 2),
    _batch_norm("bn-128x256x14x14", (128, 256, 14, 14), 2),
    _batch_norm("bn-256x120", (256, 120), 2),
    _convolution("conv-64-64-3x3", (32, 64, 56, 56), 64, 3, 1),
    _convolution("conv-16-16-3x3", (128, 16, 32, 32), 16, 3, 1),
    _convolution("conv-6-16-5x5", (256, 6, 12, 12), 16, 5, 0),
    _convolution("conv-64-256-1x1", (32, 64, 56, 56), 256, 1, 0),
    _convolution("conv-64-128-3x3-s2", (32, 64, 56, 56), 128, 3, 1, 2),
    _lenet_training("lenet-train-avx2", "`lenet-bn` training, AVX-512 off on both sides", 4, 2, ours_env=AVX2_OURS, theirs_env=AVX2_THEIRS),
    _resnet_training("resnet-train-avx2", "`resnet20` training step, AVX-512 off on both sides", 1.1, ours_env=AVX2_OURS, theirs_env=AVX2_THEIRS),
    _narrow("lenet-train-128", "`lenet-bn` training, 128 bits: our AVX2 time / our 128-bit time", LENET, ("--seconds", "2")),
    _narrow("resnet-train-128", "`resnet20` training step, 128 bits: our AVX2 time / our 128-bit time", RESNET, ("--seconds", "4")),
    _gemm("gemm-1536-1", 1536, 1536, 1536, 1),
    _gemm("gemm-1536-2", 1536, 1536, 1536, 2),
    _gemm("gemm-256x512x2304-1", 256, 512, 2304, 1),
    _gemm("gemm-256x512x2304-2", 256, 512, 2304, 2),
    *[_onnx(model, batch, SINGLE_TARGETS.get((model.name, batch), LEAST)) for batch in (1, 8) for model in MODELS if batch in model.batches],
    _onnx(MODELS[1], 128, 1.3),
    Row("first-step", "from process start to the end of the first training step (`lenet-bn`, batch 256)", 2, 2,
        ("bench", "train", "--model", "lenet-bn", "--batch-size", "256", "--threads", "2", "--first-step", "--json"),
        ("first-step", "--model", "lenet-bn", "--batch-size", "256", "--images", "256", "--threads", "2"), metric="wall_ms"),
    Row("memory", "peak memory of a 1-epoch `lenet-bn` run on 60,000 images", 2, 2,
        ("train", "--model", "lenet-bn", "--data", "{data}", "--epochs", "1", "--batch-size", "256", "--threads", "2", "--out", "{run}", "--quiet", "--json"),
        ("epoch", "--data", "{data}", "--threads", "2"), metric="peak_mb", unit="MB"),
]

MEANS = [
    Mean(f"onnx-mean-{batch}", f"the models above at batch {batch}: geometric mean",
         tuple(f"onnx-{model.name}-{batch}" for model in MODELS if batch in model.batches), 1.2, LEAST)
    for batch in (1, 8)
]

# Measured once each, of NormSharp alone: (id, arguments, environment).
SINGLE = [
    ("limits", ("bench", "limits", "--threads", "2", "--json"), {}),
    ("limits-avx2", ("bench", "limits", "--threads", "2", "--json"), AVX2_OURS),
    ("limits-128", ("bench", "limits", "--threads", "2", "--json"), BITS128_OURS),
    ("kernels-lenet-bn", ("bench",) + LENET + ("--threads", "2", "--seconds", "5", "--by-kernel", "--json"), {}),
    ("kernels-resnet20", ("bench",) + RESNET + ("--threads", "2", "--seconds", "5", "--by-kernel", "--json"), {}),
    ("kernels-resnet20-infer", ("bench", "infer", "--model", "resnet20", "--batch-size", "128", "--images", "2560", "--threads", "2", "--seconds", "4", "--by-kernel", "--json"), {}),
]

ALL_IDS = [single[0] for single in SINGLE] + [row.id for row in ROWS]
