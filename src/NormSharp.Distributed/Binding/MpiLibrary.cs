using System.Runtime.InteropServices;
using System.Text;
using NormSharp.Primitives;

namespace NormSharp.Distributed;

/// <summary>The functions of an MPI library that is installed, by address; every handle is as wide as an address.</summary>
/// <remarks>
/// Where a handle is a whole number of 32 bits (MPICH), the callee takes the low half of the register, and what it writes lands in the low
/// half of zeroed memory: right on every little-endian machine that .NET runs on. Buffers must be pinned.
/// </remarks>
internal sealed unsafe class MpiLibrary
{
    /// <summary>The most that any library needs for a text.</summary>
    private const int TextLength = 8192;

    private readonly delegate* unmanaged<nint, nint, int, int*, int> _initThread;
    private readonly delegate* unmanaged<int*, int> _initialized;
    private readonly delegate* unmanaged<int> _finalize;
    private readonly delegate* unmanaged<nint, int, int> _abort;
    private readonly delegate* unmanaged<nint, int*, int> _rank;
    private readonly delegate* unmanaged<nint, int*, int> _size;
    private readonly delegate* unmanaged<nint, nint*, int> _duplicate;
    private readonly delegate* unmanaged<nint, nint, int> _setErrorHandler;
    private readonly delegate* unmanaged<nint*, int*, byte*, int> _test;
    private readonly delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, nint*, int> _gather;
    private readonly delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, nint*, int> _exchange;
    private readonly delegate* unmanaged<int, byte*, int*, int> _errorText;
    private readonly delegate* unmanaged<byte*, int*, int> _processorName;
    private readonly delegate* unmanaged<byte*, int*, int> _version;

    private MpiLibrary(string path, nint library, MpiConstants constants)
    {
        (Path, Constants) = (path, constants);
        _initThread = (delegate* unmanaged<nint, nint, int, int*, int>)Address("MPI_Init_thread");
        _initialized = (delegate* unmanaged<int*, int>)Address("MPI_Initialized");
        _finalize = (delegate* unmanaged<int>)Address("MPI_Finalize");
        _abort = (delegate* unmanaged<nint, int, int>)Address("MPI_Abort");
        _rank = (delegate* unmanaged<nint, int*, int>)Address("MPI_Comm_rank");
        _size = (delegate* unmanaged<nint, int*, int>)Address("MPI_Comm_size");
        _duplicate = (delegate* unmanaged<nint, nint*, int>)Address("MPI_Comm_dup");
        _setErrorHandler = (delegate* unmanaged<nint, nint, int>)Address("MPI_Comm_set_errhandler");
        _test = (delegate* unmanaged<nint*, int*, byte*, int>)Address("MPI_Test");
        _gather = (delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, nint*, int>)Address("MPI_Iallgatherv");
        _exchange =
            (delegate* unmanaged<void*, int*, int*, nint, void*, int*, int*, nint, nint, nint*, int>)Address("MPI_Ialltoallv");
        _errorText = (delegate* unmanaged<int, byte*, int*, int>)Address("MPI_Error_string");
        _processorName = (delegate* unmanaged<byte*, int*, int>)Address("MPI_Get_processor_name");
        _version = (delegate* unmanaged<byte*, int*, int>)Address("MPI_Get_library_version");

        nint Address(string name) => NativeLibrary.TryGetExport(library, name, out nint address)
            ? address
            : throw new NormSharpException($"{path}: has no {name}; is it an MPI library of version 3 or later?");
    }

    /// <summary>The file that was loaded.</summary>
    public string Path { get; }

    /// <summary>The library's own handles.</summary>
    public MpiConstants Constants { get; }

    /// <summary>Loads a library, or gives null where there is none of that name.</summary>
    /// <param name="name">A file, or a name that the system's loader looks for.</param>
    /// <param name="isStandard">Whether it keeps the standard's binary interface.</param>
    public static MpiLibrary? TryLoad(string name, bool isStandard)
    {
        if (!NativeLibrary.TryLoad(name, out nint library))
        {
            return null;
        }

        return new MpiLibrary(
            name,
            library,
            isStandard ? MpiConstants.Standard
                : NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out _) ? MpiConstants.OpenMpi(library)
                : MpiConstants.Mpich);
    }

    /// <summary>What the library says that it is; may be asked before <see cref="Initialize"/>.</summary>
    public string Version()
    {
        byte* text = stackalloc byte[TextLength];
        int length = 0;
        Check(_version(text, &length), "MPI_Get_library_version");

        // The first line: MPICH tells on many more how it was built.
        string all = Encoding.UTF8.GetString(text, Math.Clamp(length, 0, TextLength));
        return Printable.Line(all.Split('\n', ',')[0].Replace("Version:\t", string.Empty, StringComparison.Ordinal).Trim());
    }

    /// <summary>Joins the ranks; one thread at a time may call.</summary>
    public void Initialize()
    {
        int done = 0;
        Check(_initialized(&done), "MPI_Initialized");
        if (done != 0)
        {
            return;
        }

        int provided = 0;
        Check(_initThread(0, 0, Constants.Serialized, &provided), "MPI_Init_thread");
        Check(_setErrorHandler(Constants.World, Constants.ErrorsReturn), "MPI_Comm_set_errhandler");
    }

    /// <summary>Leaves the ranks.</summary>
    public void Complete() => Check(_finalize(), "MPI_Finalize");

    /// <summary>Ends all ranks.</summary>
    public void Abort(int code) => _abort(Constants.World, code);

    /// <summary>Which of the ranks this is, and how many there are.</summary>
    public (int Rank, int Count) Place()
    {
        int rank = 0;
        int count = 0;
        Check(_rank(Constants.World, &rank), "MPI_Comm_rank");
        Check(_size(Constants.World, &count), "MPI_Comm_size");
        return (rank, count);
    }

    /// <summary>All ranks again, whose messages never meet those of other communicators.</summary>
    public nint Duplicate()
    {
        nint copy = 0;
        Check(_duplicate(Constants.World, &copy), "MPI_Comm_dup");
        Check(_setErrorHandler(copy, Constants.ErrorsReturn), "MPI_Comm_set_errhandler");
        return copy;
    }

    /// <summary>The machine's name.</summary>
    public string ProcessorName()
    {
        byte* text = stackalloc byte[TextLength];
        int length = 0;
        Check(_processorName(text, &length), "MPI_Get_processor_name");
        return Text(text, length);
    }

    /// <summary>Begins to put messages of all ranks one after another; lengths and places in bytes.</summary>
    public nint Gather(nint communicator, void* own, int length, void* all, int* lengths, int* places)
    {
        nint request = 0;
        Check(
            _gather(own, length, Constants.Byte, all, lengths, places, Constants.Byte, communicator, &request), "MPI_Iallgatherv");
        return request;
    }

    /// <summary>Begins to send every rank a message of its own; lengths and places in bytes.</summary>
    public nint Exchange(nint communicator, in MpiBlocks sent, in MpiBlocks received)
    {
        nint request = 0;
        Check(
            _exchange(
                (void*)sent.Memory, (int*)sent.Lengths, (int*)sent.Places, Constants.Byte,
                (void*)received.Memory, (int*)received.Lengths, (int*)received.Places, Constants.Byte, communicator, &request),
            "MPI_Ialltoallv");
        return request;
    }

    /// <summary>Lets messages go on; whether one is done.</summary>
    public bool Test(ref nint request)
    {
        // A status is 24 bytes of Open MPI, 20 of MPICH, 32 of the standard.
        byte* status = stackalloc byte[64];
        int done = 0;
        fixed (nint* handle = &request)
        {
            Check(_test(handle, &done, status), "MPI_Test");
        }

        return done != 0;
    }

    private static string Text(byte* text, int length)
        => Printable.Line(Encoding.UTF8.GetString(text, Math.Clamp(length, 0, TextLength)).TrimEnd('\0', ' '));

    private void Check(int code, string function)
    {
        if (code == 0)
        {
            return;
        }

        byte* text = stackalloc byte[TextLength];
        int length = 0;
        string what = _errorText(code, text, &length) == 0 ? Text(text, length) : $"code {code}";
        throw new MpiException($"{function} failed: {what}");
    }
}
