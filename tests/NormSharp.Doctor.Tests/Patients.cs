using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Primitives;
using NormSharp.Training;

namespace NormSharp.Diagnosis.Tests;

/// <summary>
/// A small network whose images carry its own answers as labels: as it is it has all of them right, so that whatever a fault costs is seen.
/// </summary>
internal static class Patients
{
    public static readonly Normalization Given = new([0.485f, 0.456f, 0.406f], [0.229f, 0.224f, 0.225f]);

    private const int Size = 12;

    /// <summary>Coloured pictures with edges, of another brightness in each channel, that differ from one another.</summary>
    public static ImageSet Images(int count, ulong seed, Func<Module> model)
    {
        var shape = new ImageShape(3, Size, Size);
        byte[] pixels = new byte[count * shape.Length];
        var random = new Philox(seed, 0);
        for (int i = 0; i < count; i++)
        {
            Paint(pixels.AsSpan(i * shape.Length, shape.Length), ref random);
        }

        byte[] labels = new byte[count];
        var bare = new InMemoryImageSet("painted", shape, Names, pixels, labels);
        int[] classes = Data.ModelOutputs.Of(model(), bare, Given, new Backends.CpuBackend(2), default).Classes;
        return new InMemoryImageSet("painted", shape, Names, pixels, [.. classes.Select(label => (byte)label)]);
    }

    /// <summary>Convolutions and batch normalizations with statistics of the painted pictures.</summary>
    public static Module Healthy()
    {
        Module model = Untrained();
        BatchNormRecalibration.Run(
            model, Images(400, 1, Untrained).WithoutLabels(), new RecalibrationOptions { Normalization = Given, BatchSize = 200 });
        return model;
    }

    /// <summary>A layer by its name.</summary>
    public static BatchNorm Norm(Module model, string name)
        => (BatchNorm)model.NamedModules().First(entry => entry.Name == name).Module;

    private static string[] Names { get; } = [.. Enumerable.Range(0, 6).Select(label => $"class {label}")];

    private static Module Untrained()
    {
        var model = new Sequential(
            ("conv1", new Conv2d(3, 8, 3, new Conv2dOptions { Padding = 1, Bias = false })),
            ("bn1", new BatchNorm(8)),
            ("act1", new Relu()),
            ("conv2", new Conv2d(8, 8, 3, new Conv2dOptions { Padding = 1 })),
            ("bn2", new BatchNorm(8)),
            ("act2", new Relu()),
            ("conv3", new Conv2d(8, 8, 3, new Conv2dOptions { Padding = 1, Bias = false })),
            ("bn3", new BatchNorm(8)),
            ("act3", new Relu()),
            ("gap", new GlobalAveragePool2d()),
            ("flatten", new Flatten()),
            ("fc", new Linear(8, 6)));
        var random = new Philox(7, 0);
        foreach ((string name, Autograd.Parameter parameter) in model.NamedParameters())
        {
            bool isGamma = name.StartsWith("bn", StringComparison.Ordinal) && name.EndsWith("weight", StringComparison.Ordinal);
            double scale = name[..2] switch { "bn" => 0.3, "fc" => 3, _ => 0.5 };
            foreach (ref float value in parameter.AsSpan())
            {
                value = (float)((isGamma ? 1 : 0) + (scale * random.NextNormal()));
            }
        }

        model.Evaluate();
        return model;
    }

    private static void Paint(Span<byte> image, ref Philox random)
    {
        int plane = Size * Size;
        double angle = 0.3 + (0.5 * random.NextDouble());
        double frequency = 0.4 + random.NextDouble();
        double light = random.NextDouble();
        for (int c = 0; c < 3; c++)
        {
            double level = 70 + (20 * c * c) + (60 * (light - 0.5));
            for (int i = 0; i < plane; i++)
            {
                double x = (i % Size * Math.Cos(angle)) + (i / Size * Math.Sin(angle));
                double value = level + ((30 + (12 * c)) * Math.Sin(frequency * x)) + (12 * random.NextNormal()) + (2.5 * (i / Size));
                image[(c * plane) + i] = (byte)Math.Clamp(value, 0, 255);
            }
        }
    }
}
