namespace NormSharp.Cli.Screens;

/// <summary>What the user must type before a command for this very program.</summary>
internal static class Invocation
{
    private const string ProjectFile = "NormSharp.Cli.csproj";

    /// <summary><c>normsharp</c> for an installed tool; the <c>dotnet run</c> line when it runs from its source tree.</summary>
    public static string Prefix { get; } = Find(AppContext.BaseDirectory, Environment.CurrentDirectory);

    /// <summary>A whole command line.</summary>
    public static string Of(string arguments) => $"{Prefix} {arguments}";

    /// <summary>An argument as it must be typed: a paste gives exactly it, and runs nothing, whatever it holds.</summary>
    public static string Quote(string argument) => OperatingSystem.IsWindows() ? WindowsWord.Quote(argument) : PosixWord.Quote(argument);

    /// <summary>The same for a path, which is never taken for an option.</summary>
    public static string QuotePath(string path) => Quote(path.StartsWith('-') ? $"./{path}" : path);

    internal static string Find(string programFolder, string currentFolder)
    {
        for (DirectoryInfo? folder = new(programFolder); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, ProjectFile)))
            {
                return $"dotnet run -c Release --project {Quote(Path.GetRelativePath(currentFolder, folder.FullName))} --";
            }
        }

        return Application.Name;
    }
}
