using NormSharp.Autograd;
using NormSharp.Kernels.Random;
using NormSharp.Layers;

namespace NormSharp.Training.Evaluation;

/// <summary>How far the outputs of two networks lie apart, as a rewritten network is checked against its original.</summary>
public static class OutputDifference
{
    /// <summary>How many random images are looked at.</summary>
    public const int Images = 64;

    /// <summary>
    /// The largest |a − b| over all outputs of <see cref="Images"/> random images, divided by the largest |a|; NaN when an output is. Leaves both models in evaluation mode.
    /// </summary>
    /// <param name="original">Gives a.</param>
    /// <param name="rewritten">Gives b.</param>
    /// <param name="input">The images that both take: uniform pixels, centred and scaled as theirs.</param>
    /// <exception cref="ArgumentException">The outputs differ in shape.</exception>
    public static double OnRandomImages(Module original, Module rewritten, ModelInput input)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(rewritten);
        ArgumentNullException.ThrowIfNull(input);
        float[] pixels = Pixels(input);
        float[] a = Outputs(original, input, pixels);
        float[] b = Outputs(rewritten, input, pixels);
        if (a.Length != b.Length)
        {
            throw new ArgumentException($"the networks give {a.Length / Images} and {b.Length / Images} outputs an image");
        }

        double largest = 0;
        double difference = 0;
        for (int i = 0; i < a.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs((double)a[i]));
            difference = Math.Max(difference, Math.Abs((double)a[i] - b[i]));
        }

        return difference == 0 ? 0 : difference / largest;
    }

    private static float[] Pixels(ModelInput input)
    {
        var random = new Philox(1, 0);
        var pixels = new float[Images * input.Shape.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            int channel = i / input.Shape.PlaneLength % input.Shape.Channels;
            float value = random.NextInt(256) / 255f;
            pixels[i] = input.Normalization is { } normalization ? (value - normalization.Mean[channel]) / normalization.Deviation[channel] : value;
        }

        return pixels;
    }

    private static float[] Outputs(Module model, ModelInput input, float[] pixels)
    {
        model.Evaluate();
        using var tape = new Tape(gradients: false);
        return model.Forward(tape.Input(pixels, [Images, input.Shape.Channels, input.Shape.Height, input.Shape.Width])).ToArray();
    }
}
