using System.Reflection;

namespace NormSharp.Architecture;

/// <summary>A project of src/ and the projects that it may refer to.</summary>
internal sealed record Room(string Name, params string[] Uses);

/// <summary>The projects of src/, lowest first. Those that do not exist yet have their place already.</summary>
internal static class House
{
    public const string Kernels = "NormSharp.Kernels";

    public const string CommandLine = "NormSharp.Cli";

    private const string Primitives = "NormSharp.Primitives";
    private const string Core = "NormSharp";
    private const string Data = "NormSharp.Data";
    private const string Imaging = "NormSharp.Imaging";
    private const string Training = "NormSharp.Training";
    private const string Profiling = "NormSharp.Profiling";
    private const string Charts = "NormSharp.Charts";
    private const string Studies = "NormSharp.Studies";
    private const string Interop = "NormSharp.Interop";
    private const string Doctor = "NormSharp.Doctor";
    private const string Extensions = "NormSharp.Extensions";
    private const string Distributed = "NormSharp.Distributed";
    private const string Gpu = "NormSharp.Gpu";
    private const string Board = "NormSharp.Board";

    public static readonly Room[] Rooms =
    [
        new(Primitives),
        new(Kernels, Primitives),
        new(Core, Primitives, Kernels),
        new(Interop, Primitives, Core),
        new(Distributed, Primitives, Core),
        new(Gpu, Primitives, Core),
        new(Data, Primitives, Core),
        new(Imaging, Primitives, Core, Data),
        new(Training, Primitives, Core, Data),
        new(Extensions, Primitives, Core, Data, Training),
        new(Profiling, Primitives, Core, Data, Training),
        new(Board, Primitives, Core, Data, Training),
        new(Charts, Primitives),
        new(Doctor, Primitives, Core, Data, Training, Charts),
        new(Studies, Primitives, Core, Data, Training, Charts),
        new(CommandLine, Primitives, Core, Interop, Distributed, Gpu, Data, Imaging, Training, Profiling, Doctor, Board, Charts, Studies),
    ];

    /// <summary>The projects that stand in src/ today, lowest first.</summary>
    public static IEnumerable<Room> Built => Rooms.Where(room => File.Exists(ProjectOf(room.Name)));

    /// <summary>The assemblies of those projects.</summary>
    public static IEnumerable<Assembly> Assemblies => Built.Select(room => Assembly.Load(room.Name));

    public static string ProjectOf(string name) => Testing.Checkout.File("src", name, name + ".csproj");
}
