using System.CommandLine;
using NormSharp.Cli.CommandLine;
using NormSharp.Cli.Commands;
using NormSharp.Cli.Commands.Bench;
using NormSharp.Cli.Localization;

namespace NormSharp.Cli;

/// <summary>
/// The commands by their names. A command line that begins with a command needs no other: making all of them compiles 230 methods
/// more at the start of each process.
/// </summary>
internal static class CommandTree
{
    // Completion looks at all commands, as help of the whole program does.
    private const string All = "";
    private const string Completion = "completion";

    private static readonly (string Name, Func<CliCommand> Make)[] Commands =
    [
        ("train", () => new TrainCommand()),
        ("eval", () => new EvalCommand()),
        ("predict", () => new PredictCommand()),
        ("run", () => new RunCommand()),
        ("summary", () => new SummaryCommand()),
        ("doctor", () => new DoctorCommand()),
        ("recalibrate", () => new RecalibrateCommand()),
        ("fold", () => new FoldCommand()),
        ("absorb", () => new AbsorbCommand()),
        ("export", () => new ExportCommand()),
        ("data", () => new DataCommand()),
        ("study", () => new StudyCommand()),
        ("bench", () => new BenchCommand()),
        ("launch", () => new LaunchCommand()),
        ("env", () => new EnvCommand()),
        (Completion, () => new CompletionCommand()),
    ];

    // Made once each: options that all commands share remember every tree that they were added to. In English, whatever is spoken first.
    private static readonly Dictionary<string, Command> Trees = [];

    /// <summary>The tree that understands a command line.</summary>
    public static Command For(IReadOnlyList<string> arguments)
    {
        string first = arguments.Count > 0 && arguments[0] != Completion && Array.Exists(Commands, entry => entry.Name == arguments[0])
            ? arguments[0]
            : All;
        lock (Trees)
        {
            if (!Trees.TryGetValue(first, out Command? tree))
            {
                tree = Messages.In(Language.English, () => Make(first));
                Trees.Add(first, tree);
            }

            return tree;
        }
    }

    private static Command Make(string first)
    {
        var root = new Command(Application.Name, "Trains, explains and repairs batch-normalized neural networks.");
        foreach ((string name, Func<CliCommand> make) in Commands)
        {
            if (first == All || first == name)
            {
                root.Add(make());
            }
        }

        GlobalOptions.AddTo(root);
        return root;
    }
}
