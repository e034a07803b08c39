using NormSharp.Kernels.Blocked.Tiles;
using NormSharp.Testing;

namespace NormSharp.Kernels.Tests.Templates;

/// <summary>
/// The checked-in tiles are what the template writes. After a change of the template, run this test with the environment variable
/// <c>NORMSHARP_WRITE_KERNELS=1</c>: it then writes the files.
/// </summary>
public class BlockedTileTemplateTests
{
    public static TheoryData<int, int> Forms
    {
        get
        {
            var forms = new TheoryData<int, int>();
            for (int i = 0; i < TileTable.Forms.Length; i += 2)
            {
                forms.Add(TileTable.Forms[i], TileTable.Forms[i + 1]);
            }

            return forms;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Checked_in_tiles_are_what_the_template_writes(int positions, int blocks)
    {
        (string name, string expected) = BlockedTileTemplate.File(positions, blocks);
        string path = Checkout.File("src", "NormSharp.Kernels", "Blocked", "Tiles", name);
        if (Environment.GetEnvironmentVariable("NORMSHARP_WRITE_KERNELS") == "1")
        {
            File.WriteAllText(path, expected);
        }

        Assert.Equal(expected, File.ReadAllText(path).ReplaceLineEndings("\n"));
    }
}
