using System.Globalization;
using System.Text.Json.Nodes;
using NormSharp.Cli.Output;
using NormSharp.Interop;
using NormSharp.Interop.Comparison;
using NormSharp.Interop.Files;
using NormSharp.Interop.Tensors;

namespace NormSharp.Cli.Screens;

/// <summary>What a model gave, and how it differs from what was expected.</summary>
/// <param name="model">The model's file.</param>
/// <param name="outputs">What it gave.</param>
/// <param name="comparisons">How it differs, by the name of the output.</param>
internal sealed class RunReport(
    string model, IReadOnlyList<NamedTensor> outputs, IReadOnlyDictionary<string, TensorComparison> comparisons)
{
    public bool IsAsExpected => comparisons.Values.All(comparison => comparison.Problem is null);

    public void Show(Screen screen)
    {
        PlainTable table = new PlainTable().Words("output").Words("type").Words("shape").Numbers("differs by").Numbers("relative");
        foreach (NamedTensor output in outputs)
        {
            TensorComparison? comparison = comparisons.GetValueOrDefault(output.Name);
            table.Add(
                PlainTable.Strong(Printable.Name(output.Name)),
                PlainTable.Cell(ElementTypes.Name(output.ElementType)),
                PlainTable.Cell(TensorShape.Text(output.Shape)),
                PlainTable.Cell(comparison is null ? string.Empty : Number(comparison.LargestAbsolute)),
                PlainTable.Cell(comparison is null ? string.Empty : Number(comparison.LargestRelative)));
        }

        table.Show(screen);
        foreach (TensorComparison comparison in comparisons.Values.Where(comparison => comparison.Problem is not null))
        {
            screen.Text(comparison.Problem!);
        }

        if (comparisons.Count > 0)
        {
            screen.Text(IsAsExpected ? "as expected" : "not as expected");
        }
    }

    public JsonObject ToJson() => new()
    {
        ["model"] = model,
        ["outputs"] = new JsonArray([.. outputs.Select(Of)]),
        ["as_expected"] = comparisons.Count == 0 ? null : IsAsExpected,
    };

    private JsonObject Of(NamedTensor output)
    {
        TensorComparison? comparison = comparisons.GetValueOrDefault(output.Name);
        return new JsonObject
        {
            ["name"] = output.Name,
            ["type"] = ElementTypes.Name(output.ElementType),
            ["shape"] = new JsonArray([.. output.Shape.Select(extent => (JsonNode)extent)]),
            ["largest_absolute"] = comparison is null ? null : Finite(comparison.LargestAbsolute),
            ["largest_relative"] = comparison is null ? null : Finite(comparison.LargestRelative),
            ["problem"] = comparison?.Problem,
        };
    }

    private static JsonNode? Finite(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static string Number(double value) => value.ToString("0.##E+0", CultureInfo.InvariantCulture);
}
