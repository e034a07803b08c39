using System.Runtime.InteropServices;

namespace NormSharp.Distributed;

/// <summary>The handles and numbers that differ from library to library.</summary>
/// <param name="World">All ranks.</param>
/// <param name="Byte">The data type of a byte; all messages are bytes.</param>
/// <param name="ErrorsReturn">The error handler that returns codes.</param>
/// <param name="NullRequest">A request that is done.</param>
/// <param name="Serialized">The support of threads of which one at a time calls.</param>
internal readonly record struct MpiConstants(nint World, nint Byte, nint ErrorsReturn, nint NullRequest, int Serialized)
{
    /// <summary>
    /// Of the standard's binary interface (MPI 5.0, chapter 20 and annex A). Its first headers had <c>MPI_ERRORS_RETURN</c> and
    /// <c>MPI_ERRORS_ABORT</c> (0x142) the other way round.
    /// </summary>
    public static MpiConstants Standard { get; } = new(0x101, 0x247, 0x143, 0x180, 2048);

    /// <summary>Of MPICH and what shares its binary interface.</summary>
    public static MpiConstants Mpich { get; } = new(0x44000000, 0x4c00010d, 0x54000001, 0x2c000000, OwnSerialized);

    // The same of Open MPI and MPICH.
    private const int OwnSerialized = 2;

    /// <summary>Of Open MPI: the addresses of its objects.</summary>
    public static MpiConstants OpenMpi(nint library) => new(
        NativeLibrary.GetExport(library, "ompi_mpi_comm_world"),
        NativeLibrary.GetExport(library, "ompi_mpi_byte"),
        NativeLibrary.GetExport(library, "ompi_mpi_errors_return"),
        NativeLibrary.GetExport(library, "ompi_request_null"),
        OwnSerialized);
}
