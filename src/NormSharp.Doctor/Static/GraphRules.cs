using NormSharp.Data;
using NormSharp.Graphs;
using NormSharp.Layers;
using NormSharp.Training;

namespace NormSharp.Diagnosis.Static;

/// <summary>Every rule about how layers are connected; those that the trainer checks before a training are its own.</summary>
internal static class GraphRules
{
    /// <summary>The trainer's checks that concern a model alone, whatever it is trained with.</summary>
    private static readonly ICheck[] Shared =
    [
        new DropoutBeforeNorm(),
        new BiasBeforeNorm(),
        new NormAtTheEnd(),
        new NormAfterNorm(),
        new UntrackedStatistics(),
        new FrozenWithoutStatistics(),
        new ForgetfulStatistics(),
    ];

    /// <summary>What they see in a model that takes images of a size.</summary>
    public static IReadOnlyList<Observation> Look(Module model, ImageShape shape, Backends.Backend backend, bool isOnnx = false)
    {
        var image = new InMemoryImageSet("one black image", shape, ["any"], new byte[shape.Length], [0]);
        var context = new CheckContext(model, new TrainerOptions(), image, backend);
        return
        [
            .. Shared.SelectMany(check => check.Run(context).Select(finding => Of(IdIn(check.Entry.Id, isOnnx), finding.Layers, context))),
            .. SeveralCalls(context.Graph),
            .. FoldedTwice.Look(context.Graph),
            .. ActivationBefore(context),
            .. OtherNormalizations(model, context),
        ];
    }

    /// <summary>Whether the first of some layers normalises a linear map of the network's input.</summary>
    public static bool SeesImages(Module model, IReadOnlyList<NormState> norms)
        => norms.Count > 0 && ModelGraph.Of(model) is { Inputs: [var input, ..] } graph
            && graph.Nodes.FirstOrDefault(node => node.Layer.Path == norms[0].Path) is { Inputs: [{ Producer: { Map: not null } front }] }
            && front.Inputs[0] == input;

    /// <summary>BN025: in an ONNX file a layer keeps no statistics where its node was left in training mode.</summary>
    private static string IdIn(string id, bool isOnnx) => isOnnx && id == "BN010" ? "BN025" : id;

    private static Observation Of(string id, IReadOnlyList<string> layers, CheckContext context)
    {
        double weight = context.Norms.FirstOrDefault(norm => norm.Path == layers[0])?.Layer.Options.NewStatisticWeight ?? 0;
        return new Observation(id, layers)
        {
            Measured = id == "BN012"
                ? new Dictionary<string, double> { ["weight"] = weight, ["other"] = weight < 1 ? Math.Round(1 - weight, 6) : 0.1 }
                : [],
        };
    }

    /// <summary>BN024.</summary>
    private static IEnumerable<Observation> SeveralCalls(ModelGraph graph) => graph.AllNodes
        .Where(node => node.Layer is BatchNorm)
        .GroupBy(node => node.Layer)
        .Where(group => group.Count() > 1)
        .Select(group => new Observation("BN024", group.Key.Path)
        {
            Measured = new Dictionary<string, double> { ["calls"] = group.Count() },
        });

    /// <summary>BN023.</summary>
    private static IEnumerable<Observation> ActivationBefore(CheckContext context)
    {
        string[] layers = [.. context.Norms.Where(IsBehindActivation).Select(norm => norm.Path).Distinct()];
        return layers.Length > 0 ? [new Observation("BN023", layers)] : [];
    }

    private static bool IsBehindActivation(NormUse norm)
        => norm.Input.Origin is { } node && node.Definition?.ActivationOf(node.Layer) is not null
            && node.Inputs.Count == 1 && node.Inputs[0].Origin?.Map is not null;

    /// <summary>BN026.</summary>
    private static IEnumerable<Observation> OtherNormalizations(Module model, CheckContext context)
    {
        string[] layers =
        [
            .. model.NamedModules().Select(entry => entry.Module).Distinct()
                .Where(module => module is GroupNorm or LayerNorm or InstanceNorm { RunningMean: null })
                .Select(module => module.Path),
        ];
        return layers.Length > 0 && context.Norms.Count > 0
            ? [new Observation("BN026", layers) { Measured = new Dictionary<string, double> { ["count"] = layers.Length } }]
            : [];
    }
}
