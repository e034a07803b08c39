using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Interop;
using NormSharp.Serialization;

namespace NormSharp.Cli.Requests;

/// <summary>The formats that models are exported to, by the end of the file's name.</summary>
internal static class ExportFormats
{
    private const string PyTorch = "a state dict of PyTorch";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ExportFormat> All { get; } =
    [
        new(".onnx", "ONNX", (request, path) => new OnnxExport(request).Write(path)),
        new(".pth", PyTorch, WritePyTorch),
        new(".pt", PyTorch, WritePyTorch),
        new(".safetensors", "safetensors", WriteSafetensors),
    ];

    /// <summary>The format of a file that is named so; null where no format ends so.</summary>
    public static ExportFormat? Find(string path)
        => All.FirstOrDefault(format => path.EndsWith(format.Extension, StringComparison.OrdinalIgnoreCase));

    /// <summary>The format of a file to be written.</summary>
    /// <exception cref="UsageException">No format ends so.</exception>
    public static ExportFormat Of(string path) => Find(path)
        ?? throw new UsageException(
            $"--out is {path}, whose ending names no format that is written; expected {Words.Or(All.Select(format => format.Extension))}");

    private static void WritePyTorch(ExportRequest request, string path) => StateFiles.SavePyTorch(path, request.Tensors());

    /// <summary>A file that says what network it is of, with its tensors under the names of the file that they came from.</summary>
    private static void WriteSafetensors(ExportRequest request, string path)
        => ModelFile.Save(path, request.Network, request.Model.MetadataFor(request.Input), request.OtherNames());
}
