using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers.Normalization;

/// <summary>Batches without rows: nothing to train on, nothing to do in evaluation.</summary>
public sealed class EmptyBatchTests
{
    public static TheoryData<string, string> Cases()
    {
        var data = new TheoryData<string, string>();
        foreach (string kind in Layers.Keys)
        {
            data.Add(kind, "cpu");
            data.Add(kind, "reference");
        }

        return data;
    }

    private static Dictionary<string, Func<BatchNorm>> Layers { get; } = new()
    {
        ["BatchNorm"] = () => new BatchNorm(3),
        ["channels last"] = () => new BatchNorm(3, new BatchNormOptions { Axis = -2 }),
        ["BatchRenorm"] = () => new BatchRenorm(3),
        ["GhostBatchNorm"] = () => new GhostBatchNorm(3, 4),
        ["DomainBatchNorm"] = () => new DomainBatchNorm(3, ["a"]),
        ["SyncBatchNorm"] = () => new SyncBatchNorm(3),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Training_refuses_it_and_evaluation_gives_an_empty_output(string kind, string backend)
    {
        BatchNorm layer = Layers[kind]();
        Tensor x = Tensor.Zeros([0, 3, 2]);
        Assert.Contains("no value per channel", Assert.Throws<LayerException>(() => layer.Forward(x)).Message, StringComparison.Ordinal);
        Assert.Equal(0, layer.BatchesTracked!.Value);
        layer.FreezesStatistics = true;
        Check();
        layer.Evaluate();
        Check();

        void Check()
        {
            LayerPass pass = LayerPass.Of(backend, layer, x, x);
            Assert.Empty(pass.Y);
            Assert.Empty(pass.Dx);
            Assert.All(pass.Parameters, gradient => Assert.Equal(new double[3], gradient));
        }
    }
}
