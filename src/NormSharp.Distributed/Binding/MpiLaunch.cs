using System.Globalization;
using System.Runtime.InteropServices;

namespace NormSharp.Distributed;

/// <summary>Who started this process, read from its environment.</summary>
/// <param name="Family">Whose launcher, and so whose library is to be loaded.</param>
/// <param name="Ranks">How many processes it started; null where it does not say.</param>
/// <param name="Evidence">The variable that tells, for messages.</param>
internal sealed record MpiLaunch(MpiFamily Family, int? Ranks, string Evidence)
{
    /// <summary>SIGUSR1, by the number that the system gives it; null where there is none.</summary>
    public static PosixSignal? UserSignal => OperatingSystem.IsLinux() ? (PosixSignal)10
        : OperatingSystem.IsMacOS() || OperatingSystem.IsFreeBSD() ? (PosixSignal)30
        : null;

    /// <summary>How many processes it started on this machine; null where it does not say.</summary>
    public int? RanksOfMachine { get; private init; }

    /// <summary>Looks at the environment; null where no launcher of MPI started the process.</summary>
    /// <param name="variable">Gives the value of an environment variable.</param>
    public static MpiLaunch? Of(Func<string, string?> variable)
    {
        foreach ((string name, MpiFamily family) in ((string, MpiFamily)[])
            [("OMPI_COMM_WORLD_SIZE", MpiFamily.OpenMpi), ("PMI_SIZE", MpiFamily.Mpich)])
        {
            if (Number(variable(name)) is int ranks)
            {
                return new MpiLaunch(family, ranks, $"{name} is {ranks}")
                {
                    RanksOfMachine = Number(variable(family == MpiFamily.OpenMpi ? "OMPI_COMM_WORLD_LOCAL_SIZE" : "MPI_LOCALNRANKS")),
                };
            }
        }

        // A batch system's own launcher speaks PMIx to Open MPI, and PMI to MPICH.
        foreach ((string name, MpiFamily family) in ((string, MpiFamily)[])
            [("PMIX_RANK", MpiFamily.OpenMpi), ("PMI_RANK", MpiFamily.Mpich)])
        {
            if (variable(name) is { Length: > 0 } rank)
            {
                return new MpiLaunch(family, Number(variable("SLURM_NTASKS")), $"{name} is {rank}");
            }
        }

        return null;
    }

    private static int? Number(string? text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : null;
}
