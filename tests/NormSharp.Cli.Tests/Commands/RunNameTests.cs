using NormSharp.Cli.Requests;

namespace NormSharp.Cli.Tests.Commands;

public sealed class RunNameTests
{
    [Fact]
    public void Names_that_the_program_chooses_count_up_also_side_by_side()
    {
        string data = $"data-{Guid.NewGuid():N}";
        var names = new RunName[8];
        Parallel.For(0, names.Length, i => names[i] = RunName.Fresh("lenet", data));
        try
        {
            Assert.Equal(names.Length, names.Select(name => name.Path).Distinct().Count());
            File.WriteAllText(Path.Combine(names[0].Path, "run.json"), "{}");
        }
        finally
        {
            foreach (RunName name in names)
            {
                name.Dispose();
            }
        }

        Assert.All(names.Skip(1), name => Assert.False(Directory.Exists(name.Path)));
        Assert.Equal(["run.json"], Directory.EnumerateFileSystemEntries(names[0].Path).Select(path => Path.GetFileName(path)));
        Directory.Delete(names[0].Path, recursive: true);
    }

    [Fact]
    public void A_name_that_a_killed_process_claimed_and_did_not_use_is_given_again()
    {
        string data = $"data-{Guid.NewGuid():N}";
        string path;
        using (RunName first = RunName.Fresh("lenet", data))
        {
            path = first.Path;
            using RunName second = RunName.Fresh("lenet", data);
            Assert.NotEqual(path, second.Path);
        }

        Directory.CreateDirectory(path);
        File.WriteAllText(Path.Combine(path, "run.claim"), string.Empty);
        using RunName again = RunName.Fresh("lenet", data);
        Assert.Equal(path, again.Path);
    }
}
