#:project ../../../src/NormSharp/NormSharp.csproj
#:property TreatWarningsAsErrors=false

// Writes earlier_model.safetensors as commit a12d5db saved models, before a layer was one record: every kind of
// layer once, with random state, and beside it earlier_model_outputs.safetensors, what the model gave.
// Run at that commit: dotnet run earlier_model.cs
using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Serialization;
using NormSharp.Tensors;

var padded = new Conv2dOptions { Padding = 1 };
var model = new Sequential(
    ("conv", new Conv2d(2, 4, 3, new Conv2dOptions { Padding = 1, Groups = 2, Bias = false })),
    ("bn", new BatchNorm(4, new BatchNormOptions { Epsilon = 1e-3, NewStatisticWeight = null })),
    ("relu", new Relu()),
    ("block", new Residual(
        new Sequential(new Conv2d(4, 4, 3, padded), new BatchRenorm(4), new LeakyRelu(0.3f)),
        new Sequential(("conv", new Conv2d(4, 4, 1)), ("frozen", new FrozenBatchNorm(4))),
        new Gelu())),
    ("ghost", new GhostBatchNorm(4, 2) { FreezesStatistics = true }),
    ("silu", new Silu()),
    ("domain", new DomainBatchNorm(4, ["a", "b"], new DomainBatchNormOptions { OwnAffine = true })),
    ("group", new GroupNorm(2, 4)),
    ("instance", new InstanceNorm(4, new InstanceNormOptions { Affine = true, TrackRunningStatistics = true })),
    ("response", new LocalResponseNorm(3)),
    ("average", new AveragePool2d(3, 2, 1, countPadding: false)),
    ("max", new MaxPool2d(2, 1)),
    ("length", new WeightNorm(new Conv2d(4, 4, 1))),
    ("standard", new WeightStandardization(new Conv2d(4, 4, 1))),
    ("spectral", new SpectralNorm(new Conv2d(4, 6, 1))),
    ("sync", new SyncBatchNorm(6)),
    ("nested", new Sequential(new Dropout(0.25), new GlobalAveragePool2d(), new Flatten())),
    ("layer", new LayerNorm([6])),
    ("rms", new RmsNorm([6])),
    ("sigmoid", new Sigmoid()),
    ("fc", new Linear(6, 3)),
    ("tanh", new Tanh()));

model.Initialize(5);
var random = new Philox(5, 1000);
foreach ((string name, Tensor buffer) in model.NamedBuffers())
{
    foreach (ref float value in buffer.AsSpan())
    {
        value = (float)(name.EndsWith("var", StringComparison.Ordinal) ? 0.5 + random.NextDouble() : random.NextNormal());
    }
}

foreach ((_, Counter counter) in model.NamedCounters())
{
    counter.Value = 7;
}

model.Layers[0].Freeze();
model.Evaluate();
Tensor x = Tensor.Zeros([3, 2, 8, 8]);
foreach (ref float value in x.AsSpan())
{
    value = (float)random.NextNormal();
}

ModelFile.Save("earlier_model.safetensors", model, new Dictionary<string, string> { ["note"] = "kept" });
using var tape = new Tape(gradients: false);
Tensor y = model.Forward(tape.Input(x));
var outputs = new SafetensorsWriter();
outputs.Add("x", [3, 2, 8, 8], x.AsSpan());
outputs.Add("y", [3, 3], y.AsSpan());
AtomicFile.Write("earlier_model_outputs.safetensors", outputs.Write);
