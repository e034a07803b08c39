using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Data;
using NormSharp.Studies.Experiments;

namespace NormSharp.Studies.Tests.Experiments;

public class StandardizationTests
{
    [Fact]
    public void Each_pixel_gets_mean_0_and_deviation_1_and_a_constant_one_is_centred()
    {
        byte[] pixels = [0, 7, 255, 10, 0, 7, 0, 11, 3, 7, 128, 12];
        var set = new InMemoryImageSet("three", new ImageShape(1, 2, 2), ["a"], pixels, [0, 0, 0]);
        using var backend = new CpuBackend(1);
        using var tape = new Tape(backend, gradients: false);
        float[] y = Standardization.PerPixel(set).Forward(tape.Input([.. pixels.Select(value => value / 255f)], [3, 4])).ToArray();
        for (int pixel = 0; pixel < 4; pixel++)
        {
            double[] column = [.. Enumerable.Range(0, 3).Select(i => (double)y[(4 * i) + pixel])];
            Assert.Equal(0, column.Average(), 1e-5);
            Assert.Equal(pixel == 1 ? 0 : 1, Math.Sqrt(column.Average(value => value * value)), 1e-5);
        }
    }
}
