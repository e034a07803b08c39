using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers.Normalization;

/// <summary>Domain batch normalization against one batch normalization for each domain.</summary>
public sealed class DomainBatchNormTests
{
    private static readonly string[] Names = ["day", "night"];

    [Theory]
    [InlineData(true, "cpu")]
    [InlineData(false, "cpu")]
    [InlineData(true, "reference")]
    [InlineData(false, "reference")]
    public void Every_domain_is_a_layer_of_its_own(bool ownAffine, string backend)
    {
        var layer = new DomainBatchNorm(3, Names, new DomainBatchNormOptions { OwnAffine = ownAffine });
        var apart = new Dictionary<string, BatchNorm>();
        foreach (string name in Names)
        {
            layer.Domain = name;
            apart[name] = new BatchNorm(3);
            float scale = ownAffine ? name.Length : 2;
            layer.Gamma!.AsSpan().Fill(scale);
            apart[name].Gamma!.AsSpan().Fill(scale);
            apart[name].Beta!.AsSpan().Fill(0);
        }

        string[] order = ["night", "day", "night", "night", "day", "day"];
        for (int step = 0; step < order.Length; step++)
        {
            Tensor x = RandomTensor.Normal((ulong)step, [5, 3, 4], mean: order[step].Length * step);
            Tensor dy = RandomTensor.Normal((ulong)step + 10, [5, 3, 4]);
            layer.Domain = order[step];
            Check(layer, apart[order[step]], x, dy, backend);
            foreach (string name in Names)
            {
                layer.Domain = name;
                LayerPass.AssertSameStatistics(apart[name], layer, 0);
            }
        }

        layer.Evaluate();
        foreach (string name in Names)
        {
            apart[name].Evaluate();
            layer.Domain = name;
            Check(layer, apart[name], RandomTensor.Normal(50, [2, 3, 4]), RandomTensor.Normal(51, [2, 3, 4]), backend);
        }
    }

    [Fact]
    public void State_is_named_by_domain()
    {
        var shared = new DomainBatchNorm(3, Names);
        Assert.Equal(["weight", "bias"], shared.NamedParameters().Select(entry => entry.Name));
        Assert.Equal(
            ["domains.day.running_mean", "domains.day.running_var", "domains.night.running_mean", "domains.night.running_var"],
            shared.NamedBuffers().Select(entry => entry.Name));
        Assert.Equal(
            ["domains.day.num_batches_tracked", "domains.night.num_batches_tracked"], shared.NamedCounters().Select(entry => entry.Name));
        var own = new DomainBatchNorm(3, Names, new DomainBatchNormOptions { OwnAffine = true });
        Assert.Equal(
            ["domains.day.weight", "domains.day.bias", "domains.night.weight", "domains.night.bias"],
                own.NamedParameters().Select(entry => entry.Name));
        Assert.Equal(12, ModelSummary.Of(new Sequential(own), [1, 3]).Rows.Single().Parameters);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_is_saved_with_all_domains_and_the_one_selected(bool ownAffine)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        var layer = new DomainBatchNorm(3, Names, new DomainBatchNormOptions { OwnAffine = ownAffine });
        var model = new Sequential(("bn", layer));
        foreach (string name in Names)
        {
            layer.Domain = name;
            model.Forward(RandomTensor.Normal((ulong)name.Length, [4, 3], mean: name.Length));
            LayerPass.Scattered(layer);
        }

        model.Evaluate();
        ModelFile.Save(path, model);
        Module loaded = ModelFile.Load(path).Module;
        Assert.Equal("night", ((DomainBatchNorm)((Sequential)loaded).Layers[0]).Domain);
        Tensor x = RandomTensor.Normal(1, [2, 3]);
        float[] night = loaded.Forward(x).ToArray();
        Assert.Equal(model.Forward(x).ToArray(), night);
        Assert.Equal(1, DomainBatchNorm.Select(model, "day"));
        Assert.Equal(1, DomainBatchNorm.Select(loaded, "day"));
        Assert.Equal(model.Forward(x).ToArray(), loaded.Forward(x).ToArray());
        Assert.NotEqual(night, loaded.Forward(x).ToArray());
    }

    [Fact]
    public void A_new_domain_begins_where_the_selected_one_is()
    {
        var layer = new DomainBatchNorm(3, Names, new DomainBatchNormOptions { OwnAffine = true });
        layer.Domain = "night";
        LayerPass.Scattered(layer);
        layer.Forward(RandomTensor.Normal(1, [4, 3], mean: 7));
        (float[] gamma, float[] mean) = (layer.Gamma!.ToArray(), layer.RunningMean!.ToArray());
        layer.AddDomain("dusk");
        layer.Domain = "dusk";
        Assert.Equal(gamma, layer.Gamma!.ToArray());
        Assert.Equal(mean, layer.RunningMean!.ToArray());
        Assert.Equal(1, layer.BatchesTracked!.Value);
        layer.Forward(RandomTensor.Normal(2, [4, 3]));
        layer.Domain = "night";
        Assert.Equal(mean, layer.RunningMean!.ToArray());
        Assert.Throws<ArgumentException>(() => layer.AddDomain("day"));
    }

    [Fact]
    public void A_lazy_one_learns_its_channels_for_all_domains()
    {
        DomainBatchNorm layer = DomainBatchNorm.Lazy(Names);
        layer.AddDomain("dusk");
        layer.Domain = "night";
        layer.Forward(RandomTensor.Normal(1, [4, 6], mean: 5));
        Assert.Equal(6, layer.NamedBuffers().Count());
        Assert.NotEqual(0, layer.RunningMean![0]);
        layer.Domain = "dusk";
        Assert.Equal(new float[6], layer.RunningMean!.ToArray());
    }

    [Fact]
    public void What_cannot_be_is_refused_by_name()
    {
        var layer = new DomainBatchNorm(3, Names);
        Assert.Contains(
            "it has day, night", Assert.Throws<ArgumentException>(() => layer.Domain = "noon").Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new DomainBatchNorm(3, []));
        Assert.Throws<ArgumentException>(() => new DomainBatchNorm(3, ["a.b"]));
        Assert.Throws<ArgumentException>(() => new DomainBatchNorm(3, ["a", "a"]));
        Assert.Throws<ArgumentException>(
            () => new DomainBatchNorm(3, Names, new DomainBatchNormOptions { TrackRunningStatistics = false }));
        var two = new Sequential(layer, new DomainBatchNorm(3, ["night"]));
        Assert.Throws<ArgumentException>(() => DomainBatchNorm.Select(two, "day"));
        DomainBatchNorm.Select(two, "night");
        Assert.Throws<ArgumentException>(() => DomainBatchNorm.Select(two, "day"));
        Assert.Equal("night", layer.Domain);
        layer.BeginRecalibration();
        Assert.Throws<InvalidOperationException>(() => layer.Domain = "day");
    }

    /// <summary>Compares with a layer of its own; parameters of domains that are not selected get no gradient.</summary>
    private static void Check(DomainBatchNorm layer, BatchNorm alone, Tensor x, Tensor dy, string backend)
    {
        LayerPass expected = LayerPass.Of(backend, alone, x, dy);
        int own = layer.OwnAffine ? Array.IndexOf(Names, layer.Domain) : 0;
        double[][] gradients =
            [.. Enumerable.Range(0, layer.OwnAffine ? 4 : 2).Select(i => i / 2 == own ? expected.Parameters[i % 2] : new double[3])];
        LayerPass.Of(backend, layer, x, dy).AssertClose(expected with { Parameters = gradients }, 0);
    }
}
