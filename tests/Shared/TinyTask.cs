using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Training;

namespace NormSharp.Testing;

/// <summary>A task that trains in milliseconds: gray 8×8 images of three classes that differ in where they are bright.</summary>
internal static class TinyTask
{
    public static readonly ImageShape Shape = new(1, 8, 8);

    public static DataSplit Data(int train = 100, int test = 40) => new(Set("tiny/train", train, 1), Set("tiny/test", test, 2));

    public static InMemoryImageSet Set(string name, int count, ulong seed)
    {
        var random = new Philox(seed, 0);
        byte[] pixels = new byte[count * Shape.Length];
        byte[] labels = new byte[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = (byte)random.NextInt(3);
            for (int p = 0; p < Shape.Length; p++)
            {
                bool bright = p / Shape.Width / 3 == labels[i];
                pixels[(i * Shape.Length) + p] = (byte)((bright ? 60 : 0) + random.NextInt(180));
            }
        }

        return new InMemoryImageSet(name, Shape, ["top", "middle", "bottom"], pixels, labels);
    }

    /// <summary>Batch normalization after a convolution and after a linear layer, and dropout.</summary>
    public static Sequential Model(ulong seed = 7)
    {
        var model = new Sequential(
            ("conv", new Conv2d(1, 4, 3)),
            ("bn1", new BatchNorm(4)),
            ("relu", new Relu()),
            ("dropout", new Dropout(0.25)),
            ("flatten", new Flatten()),
            ("fc1", new Linear(4 * 6 * 6, 8)),
            ("bn2", new BatchNorm(8)),
            ("tanh", new Tanh()),
            ("fc2", new Linear(8, 3)));
        model.Initialize(seed);
        return model;
    }

    public static TrainerOptions Options(string? folder = null) => new()
    {
        Epochs = 3,
        BatchSize = 16,
        LearningRate = 0.1,
        Optimizer = new OptimizerOptions { Momentum = 0.9, WeightDecay = 1e-3 },
        Schedule = new ScheduleOptions { Kind = ScheduleKind.Cosine, WarmupEpochs = 0.5 },
        Augmentation = new Augmentation { MaxShift = 1, HorizontalFlip = true },
        Threads = 1,
        LogEverySteps = 2,
        OutputFolder = folder,
    };

    /// <summary>The bits of all parameters, buffers and counters.</summary>
    public static IReadOnlyList<(string Name, int[] Bits)> Bits(Module model) =>
    [
        .. model.NamedParameters().Select(entry => (entry.Name, Of(entry.Parameter.ToArray()))),
        .. model.NamedBuffers().Select(entry => (entry.Name, Of(entry.Buffer.ToArray()))),
        .. model.NamedCounters().Select(entry => (entry.Name, new[] { (int)entry.Counter.Value })),
    ];

    public static void AssertSameBits(Module expected, Module actual)
    {
        IReadOnlyList<(string Name, int[] Bits)> other = Bits(actual);
        foreach (((string name, int[] bits), int i) in Bits(expected).Select((entry, i) => (entry, i)))
        {
            Assert.Equal(name, other[i].Name);
            Expect.True(bits.AsSpan().SequenceEqual(other[i].Bits), $"{name} differs");
        }
    }

    private static int[] Of(float[] values) => [.. values.Select(BitConverter.SingleToInt32Bits)];
}
