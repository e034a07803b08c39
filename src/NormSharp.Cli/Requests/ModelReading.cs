using System.Diagnostics.CodeAnalysis;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.Localization;
using NormSharp.Data;
using NormSharp.Graphs;
using NormSharp.Interop;
using NormSharp.Interop.Files;
using NormSharp.Interop.Keras;
using NormSharp.Interop.Keras.Networks;
using NormSharp.Interop.Onnx;
using NormSharp.Interop.Onnx.Model;
using NormSharp.Interop.Onnx.Networks;
using NormSharp.Interop.Onnx.Networks.Operators;
using NormSharp.Layers;
using NormSharp.Serialization;

namespace NormSharp.Cli.Requests;

/// <summary>Reads models of any kind, told apart by what the files hold.</summary>
internal static class ModelReading
{
    private const string Mean = "running_mean";
    private const string Counter = "num_batches_tracked";

    /// <summary>Reads a model, whatever numbers it holds.</summary>
    /// <inheritdoc cref="LoadedModel.Load" path="/param"/>
    /// <inheritdoc cref="LoadedModel.Load" path="/exception"/>
    public static LoadedModel Read(ModelSource source, TextWriter log)
    {
        ModelLocation location = ModelLocation.Find(source.Path);
        if (source.IsState)
        {
            return FromState(source, location, log);
        }

        if (!HasNetwork(source, out string? problem))
        {
            throw new UsageException($"{location.Path}: {problem}");
        }

        if (FileKinds.Of(location.Path) == FileKind.Safetensors)
        {
            SavedModel saved = ModelFile.LoadUnchecked(location.Path);
            return new LoadedModel(source, location, saved.Module, saved.Metadata);
        }

        using StateFile file = StateFiles.Open(location.Path);
        if (file is OnnxFile onnx)
        {
            return FromOnnx(source, location, onnx);
        }

        return OfKeras(source, location, (KerasFile)file, (KerasFile)file);
    }

    /// <summary>Whether a file says what network it is of, and that is supported.</summary>
    /// <param name="source">The file, and what was said of it.</param>
    /// <param name="problem">Why not, and what to do.</param>
    /// <exception cref="NormSharpException">It is no file of a model, or damaged.</exception>
    public static bool HasNetwork(ModelSource source, [NotNullWhen(false)] out string? problem)
    {
        string path = ModelLocation.Find(source.Path).Path;
        FileKind kind = FileKinds.Expect(path, FileKind.Safetensors, FileKind.Onnx, FileKind.Keras, FileKind.PyTorch);
        if (source.IsState || (kind == FileKind.Safetensors && DescribesItself(path)))
        {
            problem = null;
            return true;
        }

        using StateFile state = StateFiles.Open(path);
        string[] unknown = [.. Operators(state).Where(entry => !entry.IsKnown).Select(entry => Printable.Name(entry.Name))];
        problem = unknown.Length > 0 ? Messages.Of($"holds operators that are not supported: {Words.List(unknown)}")
            : state is OnnxFile or KerasFile { Model: not null } ? null
            : Messages.Of(
                $"holds {state.Tensors.Count} tensors ({state.Format}) and does not say of what network; name it by --arch NAME "
                    + $"(of the catalogue) or --like MODEL (a file with the same network)");
        return problem is null;
    }

    /// <summary>The operators of an ONNX file, how often each stands there, and whether it is known; empty for other files.</summary>
    public static IReadOnlyList<(string Name, int Count, bool IsKnown)> Operators(StateFile state) => state is OnnxFile onnx
        ? [.. onnx.Model.Graph.Nodes.GroupBy(node => (Name: Qualified(node), IsKnown: OnnxOperatorTable.Knows(node)))
            .OrderBy(group => group.Key.Name, StringComparer.Ordinal).Select(group => (group.Key.Name, group.Count(), group.Key.IsKnown))]
        : [];

    private static string Qualified(OnnxNode node) => node.Domain.Length == 0 ? node.Operator : $"{node.Domain}.{node.Operator}";

    /// <summary>
    /// Tensors go where numbers of the same name in the file that is alike went; counters, which ONNX has none of, with them.
    /// </summary>
    private static IEnumerable<NamePattern> NamesIn(LoadedModel like)
    {
        foreach ((string target, NamedTensor source) in like.Foreign?.Pairs ?? [])
        {
            yield return new NamePattern(source.Name, target);
            if (target.EndsWith(Mean, StringComparison.Ordinal) && source.Name.EndsWith(Mean, StringComparison.Ordinal))
            {
                yield return new NamePattern(source.Name[..^Mean.Length] + Counter, target[..^Mean.Length] + Counter);
            }
        }
    }

    private static bool DescribesItself(string path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(path);
        return file.Metadata.ContainsKey(ModelFile.ArchitectureKey);
    }

    private static LoadedModel FromOnnx(ModelSource source, ModelLocation location, OnnxFile file)
    {
        OnnxImport import = OnnxNetwork.Import(file);
        return new LoadedModel(source, location, import.Network, file.Metadata)
        {
            Foreign = new ForeignState(file.Format, import.Origins),
            Shape = file.Model.Graph.Inputs is [{ Shape: [_, { Size: { } channels }, { Size: { } height }, { Size: { } width }] }]
                && Math.Max(channels, Math.Max(height, width)) <= 1 << 20
                ? new ImageShape((int)channels, (int)height, (int)width)
                : null,
            Notes = file.Notes,
        };
    }

    private static LoadedModel FromState(ModelSource source, ModelLocation location, TextWriter log)
    {
        using StateFile opened = StateFiles.Open(location.Path);
        if (opened is KerasFile weights && source.Like is { } kind && FileKinds.Of(ModelLocation.Find(kind).Path) == FileKind.Keras)
        {
            return FromKeras(source, location, weights);
        }

        StateFile state = opened is KerasFile keras ? new KerasState(keras) : opened;
        LoadedModel? like = source.Like is { } path
            ? LoadedModel.LoadUnchecked(new ModelSource(path), log)
            : null;
        (Module module, StateMatch match) = like is not null
            ? (like.Module, StateMatch.ByName(state, like.Module, [.. source.Rules, .. NamesIn(like)]))
            : ArchitectureOfState.Build(source.Arch!, state, source.Rules, source.Input.Shape);
        match = StateMapping.Confirmed(source, state, match, log);
        if (state is KerasState)
        {
            ThrowIfFlattened(source, location, module, like?.Shape);
        }

        match.Apply();
        return new LoadedModel(source, location, module, like?.Metadata ?? new Dictionary<string, string>())
        {
            Foreign = new ForeignState(state.Format, state is KerasState ? [] : match.Pairs),
            Shape = like?.Shape,
            Notes = state.Notes,
        };
    }

    /// <summary>Numbers of a Keras file in the network that another one describes.</summary>
    private static LoadedModel FromKeras(ModelSource source, ModelLocation location, KerasFile weights)
    {
        if (source.Rules.Count > 0 || source.AcceptsMapping)
        {
            throw new UsageException(
                $"{(source.Rules.Count > 0 ? "--map" : "--accept-mapping")} was given, but two Keras files are matched by their layers");
        }

        using KerasFile like = KerasFile.Open(ModelLocation.Find(source.Like!).Path);
        return OfKeras(source, location, like, weights) with
        {
            Notes = [.. weights.Notes.Select(note => Messages.Of($"{note}: the network is that of {source.Like}"))],
        };
    }

    private static LoadedModel OfKeras(ModelSource source, ModelLocation location, KerasFile architecture, KerasFile weights)
    {
        (Network network, int[]? image) = KerasNetwork.Import(architecture, weights);
        return new LoadedModel(source, location, network, weights.Metadata)
        {
            Foreign = new ForeignState(weights.Format, []),
            Shape = image is [var channels, var height, var width] && Math.Max(channels, Math.Max(height, width)) <= 1 << 20
                ? new ImageShape(channels, height, width)
                : null,
            Notes = weights.Notes,
        };
    }

    /// <summary>Keras flattens [H, W, C], so that weights after it are in another order than a network of [C, H, W] has them.</summary>
    private static void ThrowIfFlattened(ModelSource source, ModelLocation location, Module module, ImageShape? images)
    {
        ImageShape shape = source.Input.Shape ?? images ?? ModelFactory.UsualShape(source.Arch ?? string.Empty);
        GraphNode? flatten = ModelGraph.Of(module, [1, shape.Channels, shape.Height, shape.Width]).Nodes.FirstOrDefault(node
            => node.Inputs is [{ Shape: { Rank: 4 } planes }] && planes[2] * planes[3] > 1 && node.Output.Shape.Rank == 2);
        if (flatten is not null)
        {
            throw new UsageException(
                $"{location.Path}: {flatten.Title} of {source.Arch ?? source.Like} flattens planes of {flatten.Inputs[0].Shape}, which "
                    + $"Keras counts in another order; name a Keras file with the network by --like");
        }
    }
}
