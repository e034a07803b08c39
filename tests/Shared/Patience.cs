namespace NormSharp.Testing;

/// <summary>How long tests wait before they say that something hangs: longer than the slowest machine takes for what does not.</summary>
internal static class Patience
{
    public static readonly TimeSpan Hang = TimeSpan.FromHours(1);
}
