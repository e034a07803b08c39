using System.Globalization;
using System.Text;

namespace NormSharp.Kernels.Tests.Templates;

/// <summary>
/// Writes the micro-kernels of <c>src/NormSharp.Kernels/Gemm</c>: one kernel in several heights. Registers have names in C#, not indices,
/// so its blocks of accumulators have to be written out. <see cref="MicroKernelTemplateTests"/> compares its output with the files. Blocks
/// of single kernels have their rules beside them: <see cref="RepeatedBlock"/>.
/// </summary>
internal static class MicroKernelTemplate
{
    private const string Header = """
        // Written by MicroKernelTemplate in tests/NormSharp.Kernels.Tests; change it there.
        using System.Runtime.CompilerServices;
        using NormSharp.Kernels.Simd;

        namespace NormSharp.Kernels.Gemm;


        """;

    /// <summary>The files and what they hold.</summary>
    public static IReadOnlyDictionary<string, string> Files { get; } = new Dictionary<string, string>
    {
        ["MicroKernel1.cs"] = Strided(1, "/// <summary>One row: a vector times a matrix, a depthwise filter.</summary>"),
        ["MicroKernel2.cs"] = Strided(2, "/// <summary>Two rows.</summary>"),
        ["MicroKernel4.cs"] = Unrolled(4, steps: 4, """
            /// <summary>Four rows.</summary>
            /// <remarks>Four steps at a time, as <see cref="MicroKernel6"/> takes eight.</remarks>
            """),
        ["MicroKernel6.cs"] = Unrolled(6, steps: 8, """
            /// <summary>Six rows: 12 accumulators, the most that leave room for operands in 16 registers.</summary>
            /// <remarks>
            /// Eight steps at a time where a row's numbers follow each other: every address is then a register and a constant, and two
            /// threads that share a core get by with the instructions that it can take in.
            /// </remarks>
            """),
        ["MicroKernel8.cs"] = Strided(8, "/// <summary>Eight rows: 16 accumulators, for 32 registers.</summary>"),
        ["MicroKernel12.cs"] = Strided(
            12, "/// <summary>Twelve rows: 24 accumulators, for the 32 registers of AVX-512 and of 64-bit ARM.</summary>"),
        ["NarrowKernel.cs"] = Narrow(16),
    };

    /// <summary>A step at a time; three rows share an address register.</summary>
    private static string Strided(int rows, string documentation)
    {
        var code = Begin(rows, documentation);
        for (int row = 0; row < rows; row += 3)
        {
            code.Line(row == 0 ? "float* a0 = rows.Start;" : $"float* a{row} = rows.Start + ({row} * rows.RowStride);");
        }

        Distances(code, Math.Min(rows, 3));
        code.Line("float* left = b.Start;").Line("float* right = b.Start + b.Second;");
        Sums(code, rows);
        code.Line("for (nint p = 0; p < k; p++)").Line("{");
        code.Line("    nint offset = lines.At(p);");
        code.Line("    TV b0 = TS.Load(left + offset);").Line("    TV b1 = TS.Load(right + offset);");
        for (int row = 0; row < rows; row++)
        {
            code.Line($"    TV x{row} = TS.Broadcast({Address(row, 3)});");
            code.Line($"    c{row}0 = TS.MultiplyAdd(x{row}, b0, c{row}0);").Line($"    c{row}1 = TS.MultiplyAdd(x{row}, b1, c{row}1);");
        }

        Advance(code, rows, 3);
        return End(code.Line("}"), rows);
    }

    /// <summary>Several steps at a time where A lies in place; an address register for each row.</summary>
    private static string Unrolled(int rows, int steps, string documentation)
    {
        var code = Begin(rows, documentation);
        for (int row = 0; row < rows; row++)
        {
            code.Line(row == 0 ? "float* a0 = rows.Start;" : $"float* a{row} = a{row - 1} + rows.RowStride;");
        }

        code.Line("nint step = rows.ColumnStride;").Line("float* left = b.Start;").Line("float* right = b.Start + b.Second;");
        Sums(code, rows);
        code.Line("nint p = 0;").Line("if (step == 1)").Line("{");
        code.Line($"    for (; p + {steps} <= k; p += {steps})").Line("    {");
        for (int step = 0; step < steps; step++)
        {
            string type = step == 0 ? "TV " : string.Empty;
            code.Line($"        {(step == 0 ? "nint " : string.Empty)}offset = lines.At({step});");
            code.Line($"        {type}b0 = TS.Load(left + offset);").Line($"        {type}b1 = TS.Load(right + offset);");
            AddRows(code, "        ", rows, step == 0 ? "p" : $"p + {step}");
            code.Line(string.Empty);
        }

        code.Line($"        nint passed = lines.Skip({steps});").Line("        left += passed;").Line("        right += passed;");
        code.Line("    }").Line("}").Line(string.Empty);
        code.Line("for (nint at = p; p < k; p++)").Line("{").Line("    nint offset = lines.At(0);");
        code.Line("    TV b0 = TS.Load(left + offset);").Line("    TV b1 = TS.Load(right + offset);");
        AddRows(code, "    ", rows, "at");
        code.Line("    nint passed = lines.Skip(1);").Line("    left += passed;").Line("    right += passed;").Line("    at += step;");
        return End(code.Line("}"), rows);
    }

    /// <summary>One vector of columns; four rows share an address register.</summary>
    private static string Narrow(int rows)
    {
        var code = new Code();
        code.Text(Header).Text($$"""
            /// <summary>
            /// Sixteen rows and a single vector of columns: for results that are no wider, where half of a pair would be in vain.
            /// </summary>
            internal static unsafe class NarrowKernel
            {
                /// <summary>Rows of the tile: enough chains of multiply-adds to hide their latency.</summary>
                public const int Rows = {{rows}};

                /// <summary>
                /// tile (+)= Σ_p a[r, p] · b[offsets[p]] for sixteen rows; only the first vector of <paramref name="b"/> and of the tile
                /// is touched.
                /// </summary>
                [MethodImpl(MethodImplOptions.AggressiveOptimization)]
                public static void Run<TS, TV>(nint k, StridedRows rows, VectorPair b, nint* offsets, in Tile tile)
                    where TS : struct, ISimd<TV>
                    where TV : struct
                {

            """);
        code.Indent = "        ";
        for (int row = 0; row < rows; row += 4)
        {
            code.Line(row == 0 ? "float* a0 = rows.Start;" : $"float* a{row} = rows.Start + ({row} * rows.RowStride);");
        }

        Distances(code, 4);
        code.Line("float* line = b.Start;");
        for (int row = 0; row < rows; row += 4)
        {
            code.Line($"TV {string.Join(", ", Enumerable.Range(row, 4).Select(r => $"c{r} = TS.Zero"))};");
        }

        code.Line("for (nint p = 0; p < k; p++)").Line("{").Line("    TV x = TS.Load(line + offsets[p]);");
        for (int row = 0; row < rows; row++)
        {
            code.Line($"    c{row} = TS.MultiplyAdd(TS.Broadcast({Address(row, 4)}), x, c{row});");
        }

        Advance(code, rows, 4);
        code.Line("}").Line(string.Empty).Line("Tile c = tile;");
        for (int row = 0; row < rows; row++)
        {
            code.Line($"c.Put<TS, TV>({row}, c{row});");
        }

        return Close(code);
    }

    private static Code Begin(int rows, string documentation)
    {
        var code = new Code();
        code.Text(Header).Text(documentation + "\n").Text($$"""
            internal readonly unsafe struct MicroKernel{{rows}} : IMicroKernel
            {
                public static int Rows => {{rows}};

                [MethodImpl(MethodImplOptions.AggressiveOptimization)]
                public static void Run<TS, TV, TLines>(nint k, StridedRows rows, VectorPair b, TLines lines, in Tile tile)
                    where TS : struct, ISimd<TV>
                    where TV : struct
                    where TLines : struct, ILines
                {

            """);
        code.Indent = "        ";
        return code;
    }

    /// <summary>The distances to the rows that share an address register with another, and to the next step.</summary>
    private static void Distances(Code code, int shared)
    {
        string[] distances = ["nint one = rows.RowStride;", "nint two = 2 * one;", "nint three = 3 * one;"];
        foreach (string distance in distances.Take(shared - 1))
        {
            code.Line(distance);
        }

        code.Line("nint step = rows.ColumnStride;");
    }

    private static void Sums(Code code, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            code.Line($"TV c{row}0 = TS.Zero, c{row}1 = TS.Zero;");
        }
    }

    private static void AddRows(Code code, string indent, int rows, string at)
    {
        for (int row = 0; row < rows; row++)
        {
            code.Line($"{indent}Accumulators.Add<TS, TV>(a{row}[{at}], b0, b1, ref c{row}0, ref c{row}1);");
        }
    }

    private static string Address(int row, int shared)
    {
        string first = string.Create(CultureInfo.InvariantCulture, $"a{row / shared * shared}");
        return (row % shared) switch
        {
            0 => $"*{first}",
            1 => $"*({first} + one)",
            2 => $"*({first} + two)",
            _ => $"*({first} + three)",
        };
    }

    private static void Advance(Code code, int rows, int shared)
    {
        for (int row = 0; row < rows; row += shared)
        {
            code.Line($"    a{row} += step;");
        }
    }

    private static string End(Code code, int rows)
    {
        code.Line(string.Empty).Line("Tile c = tile;");
        for (int row = 0; row < rows; row++)
        {
            code.Line($"c.Put<TS, TV>({row}, c{row}0, c{row}1);");
        }

        return Close(code);
    }

    private static string Close(Code code) => code.Text("    }\n}\n").ToString();

    private sealed class Code
    {
        private readonly StringBuilder _text = new();

        public string Indent { get; set; } = string.Empty;

        public Code Line(string line)
        {
            _text.Append(line.Length == 0 ? string.Empty : Indent).Append(line).Append('\n');
            return this;
        }

        public Code Text(string text)
        {
            _text.Append(text);
            return this;
        }

        public override string ToString() => _text.ToString();
    }
}
