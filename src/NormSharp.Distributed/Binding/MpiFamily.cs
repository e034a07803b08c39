namespace NormSharp.Distributed;

/// <summary>Whose library a process must load: that of the launcher which started it.</summary>
internal enum MpiFamily
{
    /// <summary>Open MPI, whose handles are addresses of symbols.</summary>
    OpenMpi,

    /// <summary>MPICH and what is built on it, whose handles are whole numbers.</summary>
    Mpich,
}
