using System.Text.Json.Nodes;
using NormSharp.Layers;
using NormSharp.Synchronization;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>Compares, before several processes train together, all that would make each learn something else.</summary>
internal static class RankAgreement
{
    private const string Model = "model";

    /// <summary>Throws on every rank when one differs from the first.</summary>
    /// <param name="ranks">What joins the processes.</param>
    /// <param name="model">This rank's model.</param>
    /// <param name="data">What is known of the images: names, counts, digests.</param>
    /// <param name="options">How to train.</param>
    /// <exception cref="NormSharpException">Ranks differ; the message names what, and what each has.</exception>
    public static void Check(Communicator ranks, Module model, JsonObject data, TrainerOptions options)
    {
        if (ranks.RankCount == 1)
        {
            return;
        }

        var own = new JsonObject
        {
            ["version"] = HostInfo.Current.NormSharp,
            ["vector sets"] = string.Join(' ', HostInfo.Current.VectorSets),
            [Model] = new JsonObject { ["layers"] = Digest(model.Describe().ToJsonString()), ["weights"] = Checksum(model) },
            ["data"] = Nameless(data),
            ["options"] = Deciding(options),
            ["host"] = ranks.Host,
        };
        JsonObject[] all = [.. ranks.AllGather(own.ToJsonString()).Select(text => JsonNode.Parse(text)!.AsObject())];
        string[] hosts = [.. all.Select(entry => (string?)entry["host"] ?? string.Empty)];
        for (int rank = 1; rank < all.Length; rank++)
        {
            all[rank]["host"] = all[0]["host"]?.DeepClone();
            IReadOnlyList<string> differences = OptionsComparison.Differences(
                all[0], all[rank], ("rank 0 has", $"rank {rank} has"));
            if (differences.Count > 0)
            {
                throw new NormSharpException(
                    $"{Named(rank, hosts)} differs from {Named(0, hosts)}: {string.Join("; ", differences)}; all ranks must begin with the "
                        + "same program, model, images and options");
            }
        }
    }

    private static string Named(int rank, string[] hosts) => hosts[rank].Length > 0 ? $"rank {rank} ({hosts[rank]})" : $"rank {rank}";

    /// <summary>Threads and what is written decide nothing; only the first rank is told of a folder.</summary>
    private static JsonObject Deciding(TrainerOptions options) => (options with { Threads = 0 }).ToJson();

    private static JsonObject Nameless(JsonObject data)
    {
        JsonObject copy = data.DeepClone().AsObject();
        foreach ((_, JsonNode? part) in copy)
        {
            (part as JsonObject)?.Remove("name");
        }

        return copy;
    }

    private static string Digest(string text)
        => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)))[..16];

    private static string Checksum(Module model)
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        foreach (Tensor tensor in model.NamedParameters().Select(entry => (Tensor)entry.Parameter)
            .Concat(model.NamedBuffers().Select(entry => entry.Buffer)))
        {
            hash.AppendData(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(tensor.ToArray()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
