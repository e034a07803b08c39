namespace NormSharp.Cli.Requests;

/// <summary>A format that models are exported to.</summary>
/// <param name="Extension">What files of it end with.</param>
/// <param name="Description">What it is, for people.</param>
/// <param name="Write">Writes a model to a path.</param>
internal sealed record ExportFormat(string Extension, string Description, Action<ExportRequest, string> Write)
{
    /// <summary>Whether the options for ONNX are the format's.</summary>
    public bool IsOnnx => Extension == ".onnx";

    /// <summary>Whether its files are NormSharp's own, which say what network they are of.</summary>
    public bool DescribesNetworks => Extension == ".safetensors";
}
