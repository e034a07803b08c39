using System.Text.Json.Nodes;

namespace NormSharp.Studies.Cells;

/// <summary>The numbers that one cell gave with one seed.</summary>
internal sealed class CellResult
{
    private readonly SortedDictionary<string, double> _metrics = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, double[]> _series = new(StringComparer.Ordinal);

    /// <summary>Single numbers by name, in snake_case with the unit where there is one: <c>step_ms</c>. NaN where there is none.</summary>
    public IReadOnlyDictionary<string, double> Metrics => _metrics;

    /// <summary>Courses of numbers by name: one an epoch, a step, a layer or a bin.</summary>
    public IReadOnlyDictionary<string, double[]> Series => _series;

    /// <summary>Adds a number.</summary>
    public CellResult With(string metric, double value)
    {
        _metrics[metric] = value;
        return this;
    }

    /// <summary>Adds a course of numbers.</summary>
    public CellResult With(string series, IEnumerable<double> values)
    {
        _series[series] = [.. values];
        return this;
    }

    /// <summary>The numbers as JSON; null stands for what is not finite.</summary>
    public JsonObject ToJson()
    {
        var metrics = new JsonObject();
        foreach ((string name, double value) in _metrics)
        {
            metrics[name] = Number(value);
        }

        var series = new JsonObject();
        foreach ((string name, double[] values) in _series)
        {
            series[name] = new JsonArray([.. values.Select(Number)]);
        }

        return new JsonObject { ["metrics"] = metrics, ["series"] = series };
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote; null where it is something else.</summary>
    public static CellResult? FromJson(JsonObject? json)
    {
        if (json?["metrics"] is not JsonObject metrics || json["series"] is not JsonObject series)
        {
            return null;
        }

        var result = new CellResult();
        foreach ((string name, JsonNode? value) in metrics)
        {
            result.With(name, Number(value));
        }

        foreach ((string name, JsonNode? values) in series)
        {
            result.With(name, (values as JsonArray ?? []).Select(Number));
        }

        return result;
    }

    private static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;

    private static double Number(JsonNode? node) => node is JsonValue value && value.TryGetValue(out double number) ? number : double.NaN;
}
