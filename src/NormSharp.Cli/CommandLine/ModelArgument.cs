using System.CommandLine;

namespace NormSharp.Cli.CommandLine;

/// <summary>The argument that names a model; it may be left out where <c>--weights</c> names the file.</summary>
internal static class ModelArgument
{
    private const string Kinds = "A run folder, or a model file: .safetensors, .onnx, .pth, .h5, .keras; its content tells which.";

    /// <summary>Makes the argument.</summary>
    public static Argument<string?> Create(string? note = null) => new("MODEL")
    {
        Description = note is null ? Kinds : $"{Kinds} {note}",
        Arity = ArgumentArity.ZeroOrOne,
    };
}
