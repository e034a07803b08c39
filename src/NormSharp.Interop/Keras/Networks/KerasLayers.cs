namespace NormSharp.Interop.Keras.Networks;

/// <summary>What a Keras layer becomes, by its class.</summary>
internal static class KerasLayers
{
    private static readonly Dictionary<string, Func<KerasCall, KerasValue>> Table = new(
        [
            .. KerasConvolutions.All,
            .. KerasPooling.All,
            .. KerasNormalizations.All,
            .. KerasActivations.All,
            .. KerasJoins.All,
            .. KerasShaping.All,
        ],
        StringComparer.Ordinal);

    /// <summary>The classes that are known.</summary>
    public static IEnumerable<string> Names => Table.Keys;

    /// <summary>Makes the layers of a class; null for one that is not known. Keras names some with their package in front.</summary>
    public static Func<KerasCall, KerasValue>? Of(string className) => Table.GetValueOrDefault(className.Split('>')[^1]);
}
