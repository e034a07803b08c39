namespace NormSharp.Data;

/// <summary>Capitals, digits and a few signs of 3×5 pixels, for labels in pictures.</summary>
internal static class BitmapFont
{
    public const int Height = 5;
    private const int Width = 3;
    private const string Unknown = "75557";

    /// <summary>Five octal digits a glyph, a row each, from the top; the highest bit is the left pixel.</summary>
    private static readonly Dictionary<char, string> Glyphs = new()
    {
        ['A'] = "25755",
        ['B'] = "65656",
        ['C'] = "34443",
        ['D'] = "65556",
        ['E'] = "74647",
        ['F'] = "74644",
        ['G'] = "34553",
        ['H'] = "55755",
        ['I'] = "72227",
        ['J'] = "11152",
        ['K'] = "55655",
        ['L'] = "44447",
        ['M'] = "57755",
        ['N'] = "65555",
        ['O'] = "25552",
        ['P'] = "65644",
        ['Q'] = "25563",
        ['R'] = "65655",
        ['S'] = "34216",
        ['T'] = "72222",
        ['U'] = "55557",
        ['V'] = "55552",
        ['W'] = "55775",
        ['X'] = "55255",
        ['Y'] = "55222",
        ['Z'] = "71247",
        ['0'] = "75557",
        ['1'] = "26227",
        ['2'] = "61247",
        ['3'] = "61216",
        ['4'] = "55711",
        ['5'] = "74616",
        ['6'] = "34652",
        ['7'] = "71122",
        ['8'] = "25252",
        ['9'] = "25316",
        [' '] = "00000",
        ['-'] = "00700",
        ['_'] = "00007",
        ['.'] = "00002",
        ['/'] = "11244",
    };

    /// <summary>How wide a text is.</summary>
    public static int Measure(string text) => text.Length * (Width + 1);

    /// <summary>Calls back for each dark pixel of a text, in capitals; a sign without a glyph becomes a box.</summary>
    public static void Draw(string text, Action<int, int> dot)
    {
        for (int i = 0; i < text.Length; i++)
        {
            string glyph = Glyphs.GetValueOrDefault(char.ToUpperInvariant(text[i]), Unknown);
            for (int bit = 0; bit < Width * Height; bit++)
            {
                int row = bit / Width;
                int column = bit % Width;
                if (((glyph[row] - '0') & (4 >> column)) != 0)
                {
                    dot((i * (Width + 1)) + column, row);
                }
            }
        }
    }
}
