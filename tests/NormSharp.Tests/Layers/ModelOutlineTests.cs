using System.Text.Json.Nodes;
using NormSharp.Layers;
using NormSharp.Models;

namespace NormSharp.Tests.Layers;

public sealed class ModelOutlineTests
{
    [Fact]
    public void An_outline_describes_what_would_be_made()
    {
        foreach (string name in ModelCatalog.Names)
        {
            (int channels, int height, int width) = ModelCatalog.UsualInput(name);
            var options = new ModelOptions { Input = (channels, height, width), Classes = 7, Seed = 3 };
            long before = GC.GetAllocatedBytesForCurrentThread();
            JsonObject outline = ModelOutline.Of(() => ModelCatalog.Create(name, options).Describe());
            long taken = GC.GetAllocatedBytesForCurrentThread() - before;
            Module made = UndrawnValues.Make(() => ModelCatalog.Create(name, options));
            Assert.Equal(made.Describe().ToJsonString(), outline.ToJsonString());
            Assert.False(ModelOutline.IsDrawn);

            // Objects and settings are there, and the statistics of channels; the weights are not.
            Assert.InRange(taken, 0, 8L << 20);
            Assert.Equal(made.ParameterCount(), ModelSize.Of(outline).State.Parameters);
        }
    }

    [Fact]
    public void It_takes_no_memory_whatever_the_size_and_draws_nothing()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        var options = new ModelOptions { Input = (1, 4096, 4096), Classes = 10 };
        JsonObject outline = ModelOutline.Of(() => ModelCatalog.Create("lenet", options).Describe());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.True(ModelSize.Of(outline).Bytes > 7L << 30);
        Assert.Throws<InvalidOperationException>(() => ModelOutline.Of<int>(() => throw new InvalidOperationException()));
        Assert.False(ModelOutline.IsDrawn);
        Assert.NotEqual(0, new Linear(2, 2).Weight.AsSpan()[0]);
    }
}
