using NormSharp.Training;

namespace NormSharp.Cli.Screens;

/// <summary>How the program calls itself.</summary>
internal static class Versions
{
    /// <summary>The version without the commit that it was built from, for example <c>0.1.0</c>.</summary>
    public static string Short => HostInfo.Current.NormSharp.Split('+')[0];
}
