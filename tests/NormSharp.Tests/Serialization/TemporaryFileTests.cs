using System.Diagnostics;
using NormSharp.Serialization;

namespace NormSharp.Tests.Serialization;

public sealed class TemporaryFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void What_killed_processes_left_beside_a_target_goes_at_its_next_write_and_nothing_else()
    {
        int over = EndedProcess();
        string target = _folder["model"];
        string[] left = [$"model.{over}-0123456789abcdef.tmp", $"model.{over}-fedcba9876543210.tmp"];
        string[] others =
        [
            $"other.{over}-0123456789abcdef.tmp", $"model.{Environment.ProcessId}-0123456789abcdef.tmp", "model.tmp", "model.1.tmp",
            $"model.x.{over}-0123456789abcdef.tmp", $"model.{over}-0123456789ABCDEF.tmp", $"model.{over}-0123.tmp",
        ];
        foreach (string name in left.Concat(others))
        {
            File.WriteAllText(_folder[name], "half");
        }

        AtomicFile.Write(target, stream => stream.Write("whole"u8));
        Assert.Equal(
            others.Append("model").Order(StringComparer.Ordinal),
            Directory.GetFiles(_folder.Path).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nested_ones_and_folders_go_too_and_what_does_not_is_no_obstacle()
    {
        string end = $"{EndedProcess()}-0123456789abcdef.tmp";
        File.WriteAllText(_folder[$"model.{end}"], "half");
        File.WriteAllText(_folder[$"model.{end}.{end}"], "half");
        Directory.CreateDirectory(_folder[$"model.{end[..^5]}0.tmp"]);
        File.WriteAllText(_folder[$"model.{end[..^5]}0.tmp", "inner"], "half");
        string busy = _folder[$"model.{end[..^5]}1.tmp"];
        using (new FileStream(busy, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        {
            AtomicFile.Write(_folder["model"], stream => stream.Write("whole"u8));
            Assert.Equal([_folder["model"], busy], Directory.GetFileSystemEntries(_folder.Path).Order(StringComparer.Ordinal));
        }

        TemporaryFile.SweepFolder(_folder.Path);
        Assert.Equal([_folder["model"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void A_scratch_folder_takes_those_of_killed_processes_away_and_no_living_one()
    {
        string left = Directory.CreateTempSubdirectory($"normsharp-{EndedProcess()}-").FullName;
        File.WriteAllText(Path.Combine(left, ".in-use"), string.Empty);
        File.WriteAllText(Path.Combine(left, "model.onnx"), "half");
        using var first = ScratchFolder.Create();
        Assert.False(Directory.Exists(left));
        using (var second = ScratchFolder.Create())
        {
            Assert.True(Directory.Exists(first.Path));
            left = second.Path;
        }

        Assert.False(Directory.Exists(left));
    }

    [Fact]
    public void A_planted_link_is_neither_followed_nor_removed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        string victim = _folder["victim"];
        File.WriteAllText(victim, "precious");
        string link = _folder[$"model.{EndedProcess()}-0123456789abcdef.tmp"];
        File.CreateSymbolicLink(link, victim);
        AtomicFile.Write(_folder["model"], stream => stream.Write("whole"u8));
        Assert.Equal("precious", File.ReadAllText(victim));
        Assert.NotNull(new FileInfo(link).LinkTarget);
    }

    [Fact]
    public void A_link_under_the_target_itself_is_replaced_and_not_written_through()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        string victim = _folder["victim"];
        File.WriteAllText(victim, "precious");
        File.CreateSymbolicLink(_folder["model"], victim);
        AtomicFile.Write(_folder["model"], stream => stream.Write("whole"u8));
        Assert.Equal("precious", File.ReadAllText(victim));
        Assert.Null(new FileInfo(_folder["model"]).LinkTarget);
        Assert.Throws<FileWriteException>(() => AtomicFile.WriteNew(_folder["model"], stream => stream.Write("again"u8)));
        Assert.Equal("whole", File.ReadAllText(_folder["model"]));
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public void Names_differ_from_file_to_file()
        => Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => TemporaryFile.NameFor("a")).Distinct().Count());

    public void Dispose() => _folder.Dispose();

    private static int EndedProcess()
    {
        using Process process = Process.Start("dotnet", "--version");
        process.WaitForExit();
        return process.Id;
    }
}
