using System.Text.Json.Nodes;

namespace NormSharp.Training;

/// <summary>Finds where the options of a run that is to be continued differ from those it was started with.</summary>
internal static class OptionsComparison
{
    // What may change without changing a bit of the result.
    private static readonly HashSet<string> Free =
        ["threads", "log_every_steps", "checkpoint_every_steps", "keep_checkpoints", "evaluation_batch_size", "checks"];

    /// <summary>The differences, each as <c>name: the run has x, given is y</c>; empty when there are none.</summary>
    /// <param name="run">What a run was started with.</param>
    /// <param name="given">What it is compared with.</param>
    /// <param name="words">What is said before the value of either, where they are no run and what is given.</param>
    public static IReadOnlyList<string> Differences(JsonObject run, JsonObject given, (string First, string Second)? words = null)
        => [.. Compare(string.Empty, run, given, words ?? ("the run has", "given is"))];

    private static IEnumerable<string> Compare(string prefix, JsonObject run, JsonObject given, (string First, string Second) words)
    {
        foreach (string name in run.Select(pair => pair.Key).Union(given.Select(pair => pair.Key)))
        {
            JsonNode? old = run[name];
            JsonNode? now = given[name];
            if (Free.Contains(name) || JsonNode.DeepEquals(old, now))
            {
                continue;
            }

            if (old is JsonObject oldObject && now is JsonObject newObject)
            {
                foreach (string difference in Compare($"{prefix}{name}.", oldObject, newObject, words))
                {
                    yield return difference;
                }
            }
            else
            {
                yield return
                    $"{prefix}{name}: {words.First} {old?.ToJsonString() ?? "null"}, {words.Second} {now?.ToJsonString() ?? "null"}";
            }
        }
    }
}
