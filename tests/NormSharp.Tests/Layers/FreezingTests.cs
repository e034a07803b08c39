using NormSharp.Autograd;
using NormSharp.Layers;
using NormSharp.Ops;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers;

public sealed class FreezingTests
{
    [Theory]
    [InlineData("bn1", "stage.bn1", false)]
    [InlineData("stage.bn1", "stage.bn1", true)]
    [InlineData("stage", "stage.bn1", true)]
    [InlineData("stag", "stage.bn1", false)]
    [InlineData("*bn?", "stage.bn1", true)]
    [InlineData("*.bn?", "bn1", false)]
    [InlineData("conv*, stage.bn1", "stage.bn1", true)]
    [InlineData("*", "a", true)]
    [InlineData("BN*", "bn1", false)]
    public void A_pattern_chooses_names_and_what_is_inside(string pattern, string path, bool matches)
        => Assert.Equal(matches, new LayerPattern(pattern).Matches(path));

    [Theory]
    [InlineData("")]
    [InlineData("bn1,,bn2")]
    [InlineData(" ")]
    public void A_pattern_is_not_empty(string pattern) => Assert.Throws<ArgumentException>(() => new LayerPattern(pattern));

    [Fact]
    public void Statistics_affine_and_parameters_are_frozen_apart()
    {
        Sequential model = Model();

        Assert.Equal(["block.bn"], model.FreezeStatistics(new LayerPattern("block")));
        Assert.True(Norm(model, "block.bn").FreezesStatistics);
        Assert.All(model.NamedParameters(), entry => Assert.False(entry.Parameter.IsFrozen));

        Assert.Equal(["block.bn", "bn"], model.FreezeAffine(new LayerPattern("*bn")));
        Assert.Equal(["block.bn.weight", "block.bn.bias", "bn.weight", "bn.bias"], Frozen(model));
        Assert.False(Norm(model, "bn").FreezesStatistics);

        Assert.Equal(["block.fc"], model.FreezeParameters(new LayerPattern("*.fc")));
        Assert.Equal(6, Frozen(model).Count);

        Assert.Equal(["block.fc", "block.bn"], model.Unfreeze(new LayerPattern("block")));
        Assert.Equal(["bn.weight", "bn.bias"], Frozen(model));
        Assert.False(Norm(model, "block.bn").FreezesStatistics);
        Assert.Equal(["bn"], model.FreezeAffine(new LayerPattern("bn"), frozen: false));
        Assert.Empty(Frozen(model));
    }

    [Fact]
    public void A_pattern_that_matches_nothing_lists_what_there_is()
    {
        Sequential model = Model();
        Assert.Contains(
            "block.bn, bn",
            Assert.Throws<ArgumentException>(() => model.FreezeStatistics(new LayerPattern("fc"))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "none", Assert.Throws<ArgumentException>(() => model.Unfreeze(new LayerPattern("*"))).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            () => new Sequential(new BatchNorm(3, new BatchNormOptions { TrackRunningStatistics = false }))
                .FreezeStatistics(new LayerPattern("*")));
    }

    [Fact]
    public void Frozen_parts_neither_learn_nor_follow_the_data()
    {
        Sequential model = Model();
        model.FreezeStatistics(new LayerPattern("bn"));
        model.FreezeAffine(new LayerPattern("block.bn"));
        float[] frozenMean = Norm(model, "bn").RunningMean!.ToArray();
        float[] followingMean = Norm(model, "block.bn").RunningMean!.ToArray();
        using var tape = new Tape();
        Tensor loss =
            (model.Forward(tape.Input(RandomTensor.Normal(3, [10, 4]).ToArray(), [10, 4])) * tape.Input(
                RandomTensor.Normal(4, [10, 2]).ToArray(), [10, 2])).Sum();
        tape.Backward(loss);
        Assert.Equal(frozenMean, Norm(model, "bn").RunningMean!.ToArray());
        Assert.NotEqual(followingMean, Norm(model, "block.bn").RunningMean!.ToArray());
        Assert.All(
            model.NamedParameters(),
            entry => Assert.Equal(!entry.Name.StartsWith("block.bn", StringComparison.Ordinal), entry.Parameter.HasGradient));
    }

    [Fact]
    public void What_is_frozen_is_saved_with_the_model()
    {
        Sequential model = Model();
        model.FreezeStatistics(new LayerPattern("bn"));
        model.FreezeParameters(new LayerPattern("block.fc"));
        string path = Path.Combine(Directory.CreateTempSubdirectory("normsharp-").FullName, "m.safetensors");
        try
        {
            ModelFile.Save(path, model);
            Module loaded = ModelFile.Load(path).Module;
            Assert.Equal(["block.fc.weight", "block.fc.bias"], Frozen(loaded));
            Assert.True(Norm(loaded, "bn").FreezesStatistics);
            Assert.False(Norm(loaded, "block.bn").FreezesStatistics);

            // Saved again with nothing frozen, the file's old metadata must not freeze it.
            loaded.Unfreeze(new LayerPattern("*"));
            ModelFile.Save(path, loaded, ModelFile.Load(path).Metadata);
            Assert.Empty(Frozen(ModelFile.Load(path).Module));

            var writer = ModelFile.Writer(loaded);
            writer.Metadata[ModuleState.FrozenKey] = "[\"nobody.weight\"]";
            AtomicFile.Write(path, writer.Write);
            Assert.Contains(
                "nobody.weight", Assert.Throws<ModelFormatException>(() => ModelFile.Load(path)).Message, StringComparison.Ordinal);
            writer.Metadata[ModuleState.FrozenKey] = "7";
            AtomicFile.Write(path, writer.Write);
            Assert.Throws<ModelFormatException>(() => ModelFile.Load(path));
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    private static Sequential Model() => new(
        ("block", new Sequential(("fc", new Linear(4, 6)), ("bn", new BatchNorm(6)))),
        ("relu", new Relu()),
        ("fc", new Linear(6, 2)),
        ("bn", new BatchNorm(2)));

    private static List<string> Frozen(Module model)
        => [.. model.NamedParameters().Where(entry => entry.Parameter.IsFrozen).Select(entry => entry.Name)];

    private static BatchNorm Norm(Module model, string path) => (BatchNorm)model.NamedModules().Single(entry => entry.Name == path).Module;
}
