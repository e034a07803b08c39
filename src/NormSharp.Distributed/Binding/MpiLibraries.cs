namespace NormSharp.Distributed;

/// <summary>Finds the library that fits the launcher.</summary>
internal static class MpiLibraries
{
    /// <summary>Names a file to load instead of those that are looked for.</summary>
    public const string Variable = "NORMSHARP_MPI";

    private static readonly string[] StandardNames = ["libmpi_abi.so.1", "libmpi_abi.so.0", "libmpi_abi.so", "libmpi_abi.dylib"];

    private static readonly string[] OpenMpiNames = ["libmpi.so.40", "libmpi.so.80", "libmpi.so", "libmpi.40.dylib", "libmpi.dylib"];

    private static readonly string[] MpichNames = ["libmpich.so.12", "libmpi.so.12", "libmpich.so", "libmpi.12.dylib", "libmpi.dylib"];

    /// <summary>Loads it.</summary>
    /// <param name="launch">Who started this process.</param>
    /// <exception cref="NormSharpException">It is not installed; the message says which package to install.</exception>
    public static MpiLibrary Load(MpiLaunch launch)
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } chosen)
        {
            return MpiLibrary.TryLoad(chosen, Path.GetFileName(chosen).StartsWith("libmpi_abi", StringComparison.Ordinal))
                ?? throw new MpiException($"{Variable} is {chosen}, which cannot be loaded");
        }

        // The standard's interface first, where it is that of the launcher's own library.
        foreach (string name in StandardNames)
        {
            if (MpiLibrary.TryLoad(name, isStandard: true) is { } standard && IsOf(standard, launch.Family))
            {
                return standard;
            }
        }

        foreach (string name in launch.Family == MpiFamily.OpenMpi ? OpenMpiNames : MpichNames)
        {
            if (MpiLibrary.TryLoad(name, isStandard: false) is { } library && IsOf(library, launch.Family))
            {
                return library;
            }
        }

        (string what, string file, string package) = launch.Family == MpiFamily.OpenMpi
            ? ("Open MPI", OpenMpiNames[0], "libopenmpi3 (Debian, Ubuntu: apt-get install openmpi-bin)")
            : ("MPICH", MpichNames[0], "libmpich12 (Debian, Ubuntu: apt-get install mpich)");
        throw new MpiException(
            $"this process was started by {what} ({launch.Evidence}), but its library {file} cannot be loaded: install the package "
                + $"{package}, or name the file by the variable {Variable}");
    }

    private static bool IsOf(MpiLibrary library, MpiFamily family)
        => library.Version().Contains("Open MPI", StringComparison.OrdinalIgnoreCase) == (family == MpiFamily.OpenMpi);
}
