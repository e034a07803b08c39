using System.Text.Json.Nodes;
using NormSharp.Cli.Localization;
using NormSharp.Cli.Output;
using NormSharp.Interop;
using NormSharp.Interop.Files;
using Spectre.Console;

namespace NormSharp.Cli.Screens;

/// <summary>What a file of numbers holds, as a table and for machines; and of an ONNX file what is not supported.</summary>
internal static class StateScreen
{
    /// <summary>Shows it.</summary>
    /// <param name="screen">Where to.</param>
    /// <param name="state">The file.</param>
    /// <param name="problem">Why there is no network, in one line.</param>
    /// <param name="operators">Operators of an ONNX file, how often each stands there, and whether it is known.</param>
    public static void Show(
        Screen screen, StateFile state, string problem, IReadOnlyList<(string Name, int Count, bool IsKnown)> operators)
    {
        screen.Line($"[bold]{Markup.Escape(state.Path)}[/], {Markup.Escape(state.Format)}");
        PlainTable table = new PlainTable().Words("tensor").Words("type").Numbers("numbers");
        foreach (NamedTensor tensor in state.Tensors)
        {
            table.Add(
                PlainTable.Strong(Printable.Name(tensor.SourceName)),
                PlainTable.Cell(tensor.ToString()),
                PlainTable.Cell(Format.Count(tensor.Count)));
        }

        table.Show(screen);
        var facts = new Facts()
            .Add("tensors", Format.Count(state.Tensors.Count))
            .Add("numbers", $"{Format.Count(Numbers(state))} ({Format.Bytes(state.Tensors.Sum(tensor => (double)tensor.ByteLength))})");
        if (operators.Count > 0)
        {
            facts.Add("operators", string.Join(", ", operators.Select(entry => $"{Printable.Name(entry.Name)} {entry.Count}")));
            string[] unknown = [.. operators.Where(entry => !entry.IsKnown).Select(entry => Printable.Name(entry.Name))];
            facts.Add("not supported", unknown.Length == 0 ? Messages.Of("nothing by name") : string.Join(", ", unknown));
        }

        foreach ((string key, string value) in state.Metadata)
        {
            facts.Add(Printable.Name(key), Printable.Name(value));
        }

        facts.Add("network", problem).Show(screen);
        foreach (string note in state.Notes)
        {
            screen.Text($"  note: {note}");
        }
    }

    /// <inheritdoc cref="Show"/>
    public static JsonObject ToJson(
        StateFile state, string problem, IReadOnlyList<(string Name, int Count, bool IsKnown)> operators) => new()
        {
            ["model"] = state.Path,
            ["format"] = state.Format,
            ["tensors"] = new JsonArray([.. state.Tensors.Select(tensor => new JsonObject
            {
                ["name"] = tensor.SourceName,
                ["type"] = tensor.ToString(),
                ["numbers"] = tensor.Count,
            })]),
            ["operators"] = new JsonArray([.. operators.Select(entry => new JsonObject
            {
                ["name"] = entry.Name,
                ["count"] = entry.Count,
                ["known"] = entry.IsKnown,
            })]),
            ["metadata"] = new JsonObject([.. state.Metadata.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))]),
            ["notes"] = new JsonArray([.. state.Notes.Select(note => (JsonNode)note)]),
            ["network"] = problem,
        };

    private static long Numbers(StateFile state) => state.Tensors.Sum(tensor => tensor.Count);
}
