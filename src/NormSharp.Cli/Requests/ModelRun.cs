using NormSharp.Cli.Failures;
using NormSharp.Interop;
using NormSharp.Interop.Files;
using NormSharp.Interop.Onnx;
using NormSharp.Interop.Onnx.Networks;
using NormSharp.Interop.Onnx.Networks.Calls;
using NormSharp.Layers;
using NormSharp.Serialization;
using NormSharp.Tensors;

namespace NormSharp.Cli.Requests;

/// <summary>Runs a model of any kind on given tensors.</summary>
internal static class ModelRun
{
    /// <summary>What a model gives, in the order of its outputs.</summary>
    /// <param name="source">The model.</param>
    /// <param name="inputs">What was typed for its inputs.</param>
    /// <param name="log">For notes while a model is read.</param>
    /// <exception cref="NormSharpException">The model is not supported, an input is missing, or the numbers do not fit.</exception>
    public static IReadOnlyList<NamedTensor> Run(ModelSource source, IReadOnlyList<string> inputs, TextWriter log)
    {
        string file = ModelLocation.Find(source.Path).Path;
        return FileKinds.Of(file) == FileKind.Onnx && !source.IsState
            ? OfGraph(file, inputs, MemoryNeed.LimitOf(source))
            : OfNetwork(source, inputs, log);
    }

    private static IReadOnlyList<NamedTensor> OfGraph(string path, IReadOnlyList<string> inputs, long limit)
    {
        using OnnxFile file = OnnxFile.Open(path);
        string[] names = [.. file.Model.Graph.Inputs.Select(input => input.Name)];
        Dictionary<string, NamedTensor> numbers = Read(NamedFiles.Match("--input", inputs, names));
        if (file.Model.Graph.Inputs.FirstOrDefault(input => !numbers.ContainsKey(input.Name)) is { } missing)
        {
            throw Missing(path, missing.Name);
        }

        try
        {
            OnnxImport import = OnnxNetwork.Import(file, OnnxGiven.Of(numbers));
            MemoryNeed.CheckInputs(
                path,
                import.Network,
                [.. import.Inputs.Select(port => numbers.TryGetValue(port.Name, out NamedTensor? tensor) ? OnnxNumbers.ShapeOf(tensor)
                    : port.Shapes.First)],
                limit);
            return OnnxRun.Run(import, numbers);
        }
        catch (OnnxUnsupportedException error)
        {
            throw new ModelFormatException(path, error.Message, error);
        }
    }

    private static IReadOnlyList<NamedTensor> OfNetwork(ModelSource source, IReadOnlyList<string> inputs, TextWriter log)
    {
        LoadedModel model = LoadedModel.Load(source, log);
        Module module = model.Module;
        module.Evaluate();
        Network? network = module as Network;
        IReadOnlyList<string> names = network?.InputNames ?? ["input"];
        Dictionary<string, NamedTensor> numbers = Read(NamedFiles.Match("--input", inputs, names));
        Tensor[] given = [.. names.Select(name => numbers.TryGetValue(name, out NamedTensor? tensor)
            ? Tensor.From(tensor.ReadSingle(), ShapeOf(tensor, model))
            : throw Missing(source.Path, name))];
        MemoryNeed.CheckInputs(source.Path, module, [.. given.Select(tensor => tensor.Shape)], MemoryNeed.LimitOf(source));
        var outputs = new Tensor[network?.OutputNames.Count ?? 1];
        if (network is not null)
        {
            network.Forward(given, outputs);
        }
        else
        {
            outputs[0] = module.Forward(given[0]);
        }

        return [.. outputs.Select((output, i) => NamedTensor.Of(
            network?.OutputNames[i] ?? "output", [.. output.Shape.Select(extent => (long)extent)], output.ToArray()))];
    }

    /// <summary>A sequence [N, C, L] is a plane of height 1 where the model takes such.</summary>
    private static Shape ShapeOf(NamedTensor tensor, LoadedModel model)
    {
        Shape shape = OnnxNumbers.ShapeOf(tensor);
        return model.Shape is { Height: 1 } plane && shape.Rank == 3 && shape[1] == plane.Channels && shape[2] == plane.Width
            ? [shape[0], shape[1], 1, shape[2]]
            : shape;
    }

    private static UsageException Missing(string path, string input)
        => new($"{path} takes an input '{Printable.Name(input)}'; give its numbers by --input {Printable.Name(input)}=FILE (.npy or .pb)");

    private static Dictionary<string, NamedTensor> Read(IReadOnlyDictionary<string, string> files)
        => files.ToDictionary(entry => entry.Key, entry => TensorFiles.Read(entry.Value), StringComparer.Ordinal);
}
