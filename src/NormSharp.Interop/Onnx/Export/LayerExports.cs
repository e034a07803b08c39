using NormSharp.Layers;

namespace NormSharp.Interop.Onnx.Export;

/// <summary>The operators that a layer is, by its class; what holds for a class holds for those derived from it.</summary>
/// <remarks>Containers whose flow is known have no entry: a graph of the network opens them.</remarks>
internal static class LayerExports
{
    private static readonly Dictionary<Type, Func<LayerExport, string>> Table = new(
        [
            .. LinearExports.All,
            .. NormalizationExports.All,
            .. PoolingExports.All,
            .. WindowExports.All,
            .. ResamplingExports.All,
            .. SamplingExports.All,
            .. StatisticsExports.All,
            .. JoinExports.All,
            .. ElementwiseExports.All,
            .. FunctionExports.All,
            .. IndexingExports.All,
            .. ReductionExports.All,
            .. ShapingExports.All,
        ]);

    /// <summary>Writes a layer of this class and gives its output; null where nothing is known.</summary>
    public static Func<LayerExport, string>? Of(Type? type)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (Table.TryGetValue(type, out Func<LayerExport, string>? export))
            {
                return export;
            }
        }

        return null;
    }

    /// <summary>An entry of the table.</summary>
    public static KeyValuePair<Type, Func<LayerExport, string>> For<TLayer>(Func<TLayer, LayerExport, string> export)
        where TLayer : Module
        => new(typeof(TLayer), call => export((TLayer)call.Layer, call));
}
