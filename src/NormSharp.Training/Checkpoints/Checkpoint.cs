using System.Security.Cryptography;
using System.Text.Json.Nodes;
using NormSharp.Serialization;

namespace NormSharp.Training;

/// <summary>
/// One checkpoint: a folder with the model (<c>model.safetensors</c>, readable on its own), the state of the training
/// (<c>state.safetensors</c>), and <c>checkpoint.json</c> with the SHA-256 sums of both.
/// </summary>
/// <param name="Step">After how many training steps it was made.</param>
/// <param name="Path">Its folder.</param>
internal sealed record Checkpoint(long Step, string Path)
{
    internal const string ModelName = "model.safetensors";
    internal const string StateName = "state.safetensors";
    internal const string ManifestName = "checkpoint.json";

    /// <summary>The weights and buffers under PyTorch's names.</summary>
    public string ModelPath => System.IO.Path.Combine(Path, ModelName);

    /// <summary>The optimizer's state, the counters, and the sums of an epoch that is not finished.</summary>
    public string StatePath => System.IO.Path.Combine(Path, StateName);

    internal string ManifestPath => System.IO.Path.Combine(Path, ManifestName);

    /// <summary>Compares both files with their sums.</summary>
    /// <exception cref="ModelFormatException">A file is missing, half-written or damaged; the message says what to do.</exception>
    public void Verify()
    {
        string advice = $"delete the folder {Path} to continue from the checkpoint before it";
        if (!File.Exists(ManifestPath))
        {
            throw new ModelFormatException(ManifestPath, $"is missing; {advice}");
        }

        JsonObject manifest;
        try
        {
            manifest = StrictJson.Read(ManifestPath);
        }
        catch (ModelFormatException exception)
        {
            throw new ModelFormatException(ManifestPath, $"is damaged; {advice}", exception);
        }

        foreach (string path in new[] { ModelPath, StatePath })
        {
            if (!File.Exists(path))
            {
                throw new ModelFormatException(path, $"is missing; {advice}");
            }

            string expected = manifest[System.IO.Path.GetFileName(path)]?.ToString() ?? "none";
            if (Hash(path) != expected)
            {
                throw new ModelFormatException(
                    path, $"is damaged or half-written (its SHA-256 is not the one in {ManifestName}); {advice}");
            }
        }
    }

    private static string Hash(string path)
    {
        try
        {
            using FileStream stream = RegularFile.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(stream));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new NormSharpException($"{path}: cannot read: {exception.Message}", exception);
        }
    }
}
