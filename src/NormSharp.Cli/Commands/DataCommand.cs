using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Failures;
using NormSharp.Cli.OptionSets;
using NormSharp.Cli.Output;
using NormSharp.Cli.Requests;
using NormSharp.Cli.Screens;
using NormSharp.Data;

namespace NormSharp.Cli.Commands;

/// <summary><c>data</c>: what is in a data set, in numbers and in a picture.</summary>
internal sealed class DataCommand : CliCommand
{
    private readonly Argument<string> _name = new("NAME")
    {
        Description = $"{string.Join(", ", DataSets.Names)}, or the folder of a data set.",
    };

    private readonly Option<string?> _sheet = new("--sheet")
    {
        Description = "The contact sheet's file. Default: NAME-sheet.png here, or the next free name.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _noSheet = new("--no-sheet") { Description = "Draw no contact sheet.", Arity = ArgumentArity.Zero };

    private readonly Option<string?> _export = new("--export")
    {
        Description = "Write the first test images as PNG files into a folder, to try predict on.",
        HelpName = "FOLDER",
    };

    private readonly Option<int?> _count = NumberOption.AtLeast("--count", 1, "How many images --export writes. Default: 20.");

    private readonly Option<long?> _maxMemory = MemoryOption.ForImages();

    private readonly PictureOptionSet _pictures = new();

    public DataCommand()
        : base("data", "count a data set's images, and draw a contact sheet of them")
    {
        _name.CompletionSources.Add([.. DataSets.Names]);
        Add(_name);
        AddGroup("Folders of pictures", _pictures.All);
        AddGroup("Pictures", _sheet, _noSheet, _export, _count);
        AddGroup("Machine", _maxMemory);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new("data garments", "The built-in pictures; the sheet goes to garments-sheet.png."),
        new("data ./photos --sheet photos.png", "A folder of photos, a sub-folder a class."),
        new("data garments --no-sheet --export samples --count 5", "Five test images, named by their class."),
    ];

    public override IReadOnlyList<string> Notes { get; } =
    [
        "A folder may hold the four IDX files of MNIST or Fashion-MNIST (plain or .gz), CIFAR-10's binary batches, or pictures "
        + "(JPEG, PNG, WebP, "
        + "BMP, GIF) in train/CLASS/ and test/CLASS/, or in CLASS/ alone. mnist and fashion-mnist are looked for in NORMSHARP_DATA "
        + "and in the cache "
            + "folder, else downloaded.",
    ];

    public override int Run(ParseResult parsed, Terminal terminal)
    {
        bool json = parsed.GetValue(GlobalOptions.Json);
        Screen screen = terminal.Screen(json);
        string name = parsed.GetRequiredValue(_name);
        string? sheet = parsed.GetValue(_sheet);
        string? export = parsed.GetValue(_export);
        Check(parsed, sheet, export);
        DataSplit split = DataSource.Open("NAME", name, screen, _pictures.Read(parsed), parsed.GetValue(_maxMemory));
        DataStatistics train = screen.Wait("counting", _ => DataStatistics.Compute(split.Train));
        DataStatistics test = DataStatistics.Compute(split.Test);
        if (!parsed.GetValue(_noSheet))
        {
            sheet ??= NewFile.FirstFree($"{DataNames.ShortOf(name)}-sheet.png");
            NewFile.Write(sheet, ContactSheet.Render(split.Train).WriteTo);
        }

        int exported = export is null ? 0 : ImageExport.Write(split.Test, export, parsed.GetValue(_count) ?? 20);
        var report = new DataReport(name, split, train, test, sheet, export, exported);
        if (json)
        {
            JsonLine.Write(terminal.Output, report.ToJson());
        }
        else
        {
            report.Show(screen);
        }

        return ExitCode.Ok;
    }

    private void Check(ParseResult parsed, string? sheet, string? export)
    {
        if (sheet is not null && parsed.GetValue(_noSheet))
        {
            throw new UsageException("--sheet and --no-sheet were both given; choose one");
        }

        if (parsed.IsGiven(_count) && export is null)
        {
            throw new UsageException("--count was given without --export, whose images it counts");
        }

        if (sheet is not null)
        {
            NewFile.CheckWritable(sheet, "--sheet");
        }

        if (export is not null)
        {
            NewFile.CheckFree(export, "--export");
        }
    }
}
