using System.Text.Json.Nodes;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Tests.Layers.Normalization;

/// <summary>Every layer of the batch normalization family says what it takes to make it again, with no setting at its default.</summary>
public sealed class FamilyDescriptionTests
{
    private static readonly BatchNormOptions Options = new()
    {
        Epsilon = 1e-3,
        NewStatisticWeight = null,
        Affine = false,
        Axis = -1,
        StoresPopulationVariance = true,
    };

    public static TheoryData<string> Kinds => [.. Layers.Keys];

    private static Dictionary<string, Func<Module>> Layers { get; } = new()
    {
        ["BatchNorm"] = () => new BatchNorm(4, Options) { FreezesStatistics = true },
        ["lazy BatchNorm"] = () => new BatchNorm(Options),
        ["untracked BatchNorm"] = () => new BatchNorm(4, new BatchNormOptions { TrackRunningStatistics = false }),
        ["BatchRenorm"] = () => new BatchRenorm(4, Renorm()) { FreezesStatistics = true },
        ["lazy BatchRenorm"] = () => new BatchRenorm(Renorm()),
        ["GhostBatchNorm"] = () => new GhostBatchNorm(4, 3, Options) { FreezesStatistics = true },
        ["lazy GhostBatchNorm"] = () => GhostBatchNorm.Lazy(3, Options),
        ["DomainBatchNorm"] = ()
            => new DomainBatchNorm(4, ["a", "b"], new DomainBatchNormOptions { OwnAffine = true, Axis = -1 })
            {
                Domain = "b",
                FreezesStatistics = true
            },
        ["lazy DomainBatchNorm"] = () => DomainBatchNorm.Lazy(["a", "b"]),
        ["SyncBatchNorm"] = () => new SyncBatchNorm(4, null, Options) { FreezesStatistics = true },
        ["lazy SyncBatchNorm"] = () => new SyncBatchNorm(options: Options),
        ["FrozenBatchNorm"] = () => new FrozenBatchNorm(4, 1e-3, -1),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_layer_is_described_and_made_again(string kind)
    {
        Module layer = Layers[kind]();
        JsonObject description = layer.Describe();
        Assert.Equal(layer.TypeName, (string?)description["type"]);
        Module again = LayerCatalog.Create((JsonObject)JsonNode.Parse(description.ToJsonString())!);
        Assert.IsType(layer.GetType(), again);
        Assert.Equal(description.ToJsonString(), again.Describe().ToJsonString());
        if (layer is BatchNorm norm)
        {
            Assert.Equal(norm.Options, ((BatchNorm)again).Options);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_layer_is_saved_and_loaded_with_what_it_has_learned(string kind)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        var model = new Sequential(("bn", Layers[kind]()));
        for (ulong step = 1; step <= 3; step++)
        {
            model.Forward(RandomTensor.Normal(step, [5, 4, 4], mean: 3));
        }

        ModelFile.Save(path, model);
        Module loaded = ModelFile.Load(path).Module;
        Assert.Equal(State(model), State(loaded));
        model.Evaluate();
        Tensor x = RandomTensor.Normal(9, [5, 4, 4]);
        Assert.Equal(model.Forward(x).ToArray(), loaded.Forward(x).ToArray());
    }

    [Fact]
    public void A_description_that_claims_more_than_a_file_holds_is_refused_before_it_is_built()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "model.safetensors");
        foreach (Func<Module> make in Layers.Where(entry => !entry.Key.StartsWith("lazy", StringComparison.Ordinal))
            .Select(entry => entry.Value))
        {
            JsonObject description = make().Describe();
            description["channels"] = 2_000_000_000;
            var writer = new SafetensorsWriter();
            writer.Metadata[ModelFile.ArchitectureKey] = description.ToJsonString();
            AtomicFile.Write(path, writer.Write);
            Assert.Contains(
                "its tensors hold 0", Assert.Throws<ModelFormatException>(() => ModelFile.Load(path)).Message, StringComparison.Ordinal);
        }
    }

    private static BatchRenormOptions Renorm() => new()
    {
        Epsilon = 1e-3,
        NewStatisticWeight = null,
        Affine = false,
        Axis = -1,
        RMax = 2,
        DMax = 4,
        PlainSteps = 1,
        RMaxStep = 10,
        DMaxStep = 7,
    };

    private static List<(string, string)> State(Module module)
        => [
            .. module.NamedParameters().Select(entry => (entry.Name, string.Join(' ', entry.Parameter.ToArray()))),
            .. module.NamedBuffers().Select(entry => (entry.Name, string.Join(' ', entry.Buffer.ToArray()))),
            .. module.NamedCounters()
            .Select(entry => (entry.Name, entry.Counter.Value.ToString(System.Globalization.CultureInfo.InvariantCulture))),
        ];
}
