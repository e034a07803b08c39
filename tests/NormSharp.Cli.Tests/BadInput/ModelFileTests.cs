using NormSharp.Cli.Failures;
using NormSharp.Data;

namespace NormSharp.Cli.Tests.BadInput;

/// <summary>Models, checkpoints and pictures that are missing or damaged: exit code 1 and one line that names the file.</summary>
public sealed class ModelFileTests(TinyRun tiny) : IClassFixture<TinyRun>
{
    public static TheoryData<string> Damages => ["empty", "text", "half", "header", "bit"];

    [Theory]
    [MemberData(nameof(Damages))]
    public void A_damaged_model_file(string damage)
    {
        string path = tiny.Fresh("damaged.safetensors");
        byte[] whole = File.ReadAllBytes(tiny.Model);
        File.WriteAllBytes(path, damage switch
        {
            "empty" => [],
            "text" => "this is no model, only some lines of text\n"u8.ToArray(),
            "half" => whole[..(whole.Length / 2)],
            "header" => [.. BitConverter.GetBytes(1L << 60), .. whole[8..]],
            _ => Flipped(whole),
        });
        TestRun.Of("eval", path, "--data", tiny.Data).Failed(ExitCode.Failed, path);
        TestRun.Of("predict", path, TinyData.WritePng(tiny.Fresh("p.png"), 0)).Failed(ExitCode.Failed, path);
        TestRun.Of("summary", path).Failed(ExitCode.Failed, path);
    }

    [Fact]
    public void A_missing_model_file()
    {
        foreach (string[] arguments in (string[][])[["eval", "gone.safetensors"], ["predict", "gone.safetensors", "x.png"],
            ["summary", "gone.safetensors"]])
        {
            TestRun.Of(arguments).Failed(ExitCode.Failed, "gone.safetensors", "no such");
        }
    }

    [Fact]
    public void A_run_that_is_not_finished_or_none()
    {
        string folder = tiny.Fresh("none");
        Directory.CreateDirectory(folder);
        TestRun.Of("eval", folder).Failed(ExitCode.Failed, folder, "not a run folder");
        File.Copy(Path.Combine(tiny.Run, "run.json"), Path.Combine(folder, "run.json"));
        TestRun.Of("eval", folder).Failed(ExitCode.Failed, folder, "not finished", "--resume");
    }

    [Fact]
    public void Test_images_of_another_size_than_the_models()
    {
        TestRun.Of("eval", tiny.Run, "--data", "garments").Failed(ExitCode.Failed, "garments", "1×28×28", "1×16×16");
    }

    [Theory]
    [InlineData("checkpoint.json", "half")]
    [InlineData("model.safetensors", "half")]
    [InlineData("state.safetensors", "half")]
    [InlineData("model.safetensors", "bit")]
    [InlineData("state.safetensors", "gone")]
    public void A_damaged_checkpoint_is_not_continued(string name, string damage)
    {
        string run = Interrupted();
        string checkpoint = Directory.GetDirectories(Path.Combine(run, "checkpoints")).Order(StringComparer.Ordinal).Last();
        string path = Path.Combine(checkpoint, name);
        byte[] whole = File.ReadAllBytes(path);
        if (damage == "gone")
        {
            File.Delete(path);
        }
        else
        {
            File.WriteAllBytes(path, damage == "half" ? whole[..(whole.Length / 2)] : Flipped(whole));
        }

        TestRun.Of("train", "--resume", run).Failed(ExitCode.Failed, path);

        // As it is told: without the damaged one, the one before it serves, and the end is the same to the last bit.
        Directory.Delete(checkpoint, recursive: true);
        TestRun.Of("train", "--resume", run, "--quiet", "--json").Succeeded();
        Assert.Equal(File.ReadAllBytes(tiny.Model), File.ReadAllBytes(Path.Combine(run, "model.safetensors")));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"caller\":{\"command\":\"train\",\"model\":7}}")]
    [InlineData("{\"caller\":{\"command\":\"train\",\"model\":\"lenet\",\"data\":\"garments\",\"bn\":\"some\"}}")]
    [InlineData("{\"caller\":{\"command\":\"train\",\"model\":\"lenet\",\"data\":\"garments\"},\"options\":{\"epochs\":\"many\"}}")]
    public void A_damaged_run_file_is_not_continued(string content)
    {
        string run = tiny.Fresh("run");
        Directory.CreateDirectory(run);
        File.WriteAllText(Path.Combine(run, "run.json"), content);
        TestRun.Of("train", "--resume", run).Failed(ExitCode.Failed, run);
    }

    [Fact]
    public void A_picture_that_does_not_fit()
    {
        string wrong = tiny.Fresh("wrong.png");
        new PngImage(20, 30, 1, new byte[600]).Write(wrong);
        TestRun.Of("predict", tiny.Run, wrong).Failed(ExitCode.Failed, wrong, "20×30", "16×16");
        string colours = tiny.Fresh("colours.png");
        new PngImage(16, 16, 3, [.. Enumerable.Range(0, 768).Select(i => (byte)i)]).Write(colours);
        TestRun.Of("predict", tiny.Run, colours).Failed(ExitCode.Failed, colours, "colours", "gray");
        string text = tiny.Fresh("text.png");
        File.WriteAllText(text, "no picture");
        TestRun.Of("predict", tiny.Run, text).Failed(ExitCode.Failed, text);
        TestRun.Of("predict", tiny.Run, TinyData.WritePng(tiny.Fresh("good.png"), 0), tiny.Fresh("gone.png"))
            .Failed(ExitCode.Failed, "gone.png");
    }

    // Cut short at every stage: what is left is a run with two checkpoints and without its end.
    private string Interrupted()
    {
        string run = tiny.Fresh("interrupted");
        TestRun.Of([.. TinyRun.Arguments(tiny.Data), "--out", run, "--quiet"]).Succeeded();
        File.Delete(Path.Combine(run, "summary.json"));
        File.Delete(Path.Combine(run, "model.safetensors"));
        return run;
    }

    private static byte[] Flipped(byte[] bytes)
    {
        byte[] flipped = [.. bytes];
        flipped[10] ^= 0x40;
        return flipped;
    }
}
