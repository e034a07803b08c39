namespace NormSharp.Data.Tests;

public sealed class ResamplerTests
{
    private static readonly Raster Source = MakeSource();

    /// <summary>Made by Pillow 9.4, whose bilinear resize torchvision uses: Resize(10) and CenterCrop(10) of 31×23.</summary>
    [Fact]
    public void Shorter_side_and_centre_crop_are_those_of_torchvision()
    {
        byte[] expected = Convert.FromBase64String(
            "fnJ1h31pq1mRnIyChnCLh41clHKTeI6Ak4+Fj4Vvd4CAin52do2TfmWJf5R4dX59aYheY5OKe4B8allqYXmHiH6LkG1pfmyReop9"
            + "bIB0d5B7emhogHZ0ZGt4dIRudnKN"
            + "moiKlIOBhZNzlXJjq1iFfYmQkXSPZKZxhIZyfIyAh3VziX6EamqBe4FfcIuQd4V7cX5viX90k4Z7eXGGjpyOfpaji3p6h3mImI6R"
            + "gZCFbnt/fYZyiYeZk5B8go+SkoiT"
            + "jYSDj3eAoHmFin5icpBPlnhifn2Kg4V+cYSGh310dIyEioV6lY+Af5OXiIKFjaWDgpGEkHB7gm59gGuMf3VrdWlYX4dZY3iBc4OO"
            + "k1NvdYmLgIaEd49ihpJ9ent5fnp7"
            + "cWmZgXuKj4t+joBs");
        byte[] made = new byte[300];
        new PicturePreparation(new ImageShape(3, 10, 10)).Prepare(Source, new Resampler(), made);
        Assert.Equal(expected, made);
    }

    /// <summary>Made by Pillow 9.4: <c>crop((5, 3, 14, 11)).resize((12, 12))</c> and <c>crop((2, 1, 30, 22)).resize((7, 7))</c>.</summary>
    [Theory]
    [InlineData(3, 5, 8, 9, 12, "M1eDrtplMVyIs38DcpmXdaOBf51siohem8WmTV+LvNRmYoOtRXGWlitGe6q/ak97bp2mf1eAiXGqkmtKl8m2Z4O6plhzqpdDQXal"
            + "sE90pK5O"
        + "c6K9alJlmXtfcqWIa362k0lAgadjSna8fmWFPWCaynSJcziCsZtTZld1sqCOe2lXlLKipUg4iNmJeak6arr9aIy4wy86ZpG96LQ4"
            + "p358mmiGhGKRv72T0HVWgpTAoUlah7"
        + "jieouwy2B7oJ81T4Swo4KLtIxlbpZvR1B/zHlWd7NpRmejWjdOdpBvKmmPbilojWwcn4dqXqCUd1o9cINryH5lkdeYf5E3SH+6cp"
            + "V/RI6+qGeRUUuIm4x6Z1WTsJ6MeWdX"
        + "2n1tnS5ert5vn48yncGNGERvm8byfUltXIOBX41raZfGpHJIMFp7ksRwQViKvJ1BhLCVRXqVahpPhKm7WIeQaUFqc1uUfIW0LF6L"
            + "kS1Oe5zYj2yDgLWkWnm0o16dwqFRVI"
        + "yfg2WZrI9ypbigKGOaq1FjmcZsfbTvfLq0dJ5dWJzGhoC9UJGvnIp4ZWOxrpyMD1Ki0mOTgzOE1MRn")]
    [InlineData(1, 2, 21, 28, 7, "goR8hoZ8gImEho2KgYGFfoV8e4Z6dHOMen9pf2hxh4OFZ3h/gX56eHOJf39sf31ycoSFioZ8g3yDg3yHfnuJfoFye3tygYWAeXmB"
            + "jHSKmYR6"
        + "hZGOfYmMeICFe4WKkId9j4uEhIV8doiFeXeDiH+PgYaDk4OAloZsj4FxdGaEdmZ4eYVrc4WEhYCAdX2GgHqDg3R3")]
    public void A_region_is_resized_as_Pillow_does(int top, int left, int height, int width, int side, string expected)
    {
        byte[] made = new byte[3 * side * side];
        new Resampler().Resample(
            Source.Planes, Source.Shape, new PictureRegion(top, left, height, width), (side, side),
            new PictureRegion(0, 0, side, side), made);
        Assert.Equal(Convert.FromBase64String(expected), made);
    }

    /// <summary>The definition in real numbers, without rounding between the passes.</summary>
    [Theory]
    [InlineData(23, 31, 9, 5)]
    [InlineData(23, 31, 40, 64)]
    [InlineData(23, 31, 23, 31)]
    public void Every_pixel_is_a_mean_weighted_by_triangles(int oldHeight, int oldWidth, int height, int width)
    {
        byte[] made = new byte[3 * height * width];
        new Resampler().Resample(
            Source.Planes, Source.Shape, new PictureRegion(0, 0, oldHeight, oldWidth), (height, width),
            new PictureRegion(0, 0, height, width), made);
        for (int i = 0; i < made.Length; i++)
        {
            (int channel, int y, int x) = (i / (height * width), i / width % height, i % width);
            double sum = 0;
            double weights = 0;
            for (int row = 0; row < oldHeight; row++)
            {
                for (int column = 0; column < oldWidth; column++)
                {
                    double weight = Weight(row, y, oldHeight, height) * Weight(column, x, oldWidth, width);
                    weights += weight;
                    sum += weight * Source.Planes[(((channel * oldHeight) + row) * oldWidth) + column];
                }
            }

            Assert.InRange(made[i], (sum / weights) - 1.01, (sum / weights) + 1.01);
        }
    }

    private static double Weight(int old, int made, int oldLength, int length)
    {
        double scale = (double)oldLength / length;
        return Math.Max(1 - (Math.Abs(old + 0.5 - ((made + 0.5) * scale)) / Math.Max(scale, 1)), 0);
    }

    private static Raster MakeSource()
    {
        byte[] planes = new byte[3 * 23 * 31];
        for (int i = 0; i < planes.Length; i++)
        {
            (int channel, int y, int x) = (i / (23 * 31), i / 31 % 23, i % 31);
            planes[i] = (byte)((x * 37) + (y * 91) + (channel * 53) + (x * y * 7));
        }

        return new Raster(new ImageShape(3, 23, 31), planes);
    }
}
