namespace NormSharp.Interop.States;

/// <summary>What wrappers put before the names of all tensors.</summary>
internal static class StateNames
{
    /// <summary>DataParallel's and torch.compile's.</summary>
    private static readonly string[] Wrappers = ["module.", "_orig_mod."];

    /// <summary>The prefixes of wrappers that stand before every name, in their order; empty where there are none.</summary>
    public static string CommonPrefix(IEnumerable<string> names)
    {
        List<string> all = [.. names];
        string prefix = string.Empty;
        while (all.Count > 0 && Array.Find(Wrappers, wrapper => all.TrueForAll(name => StartsWith(name, prefix, wrapper))) is { } found)
        {
            prefix += found;
        }

        return prefix;
    }

    private static bool StartsWith(string name, string prefix, string wrapper)
        => name.Length > prefix.Length + wrapper.Length && name.AsSpan(prefix.Length).StartsWith(wrapper, StringComparison.Ordinal);
}
