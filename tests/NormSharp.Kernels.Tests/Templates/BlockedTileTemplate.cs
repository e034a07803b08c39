using System.Text;

namespace NormSharp.Kernels.Tests.Templates;

/// <summary>
/// Writes the tiles of <c>src/NormSharp.Kernels/Blocked/Tiles</c>: one kernel in several forms, since registers have names in C#, not
/// indices. <see cref="BlockedTileTemplateTests"/> compares its output with the files.
/// </summary>
internal sealed class BlockedTileTemplate
{
    /// <summary>How many steps ahead weights are prefetched.</summary>
    private const int StepsAhead = 16;

    private readonly StringBuilder _text = new();
    private readonly int _positions;
    private readonly int _blocks;

    private BlockedTileTemplate(int positions, int blocks) => (_positions, _blocks) = (positions, blocks);

    /// <summary>The file of a form, and what it holds.</summary>
    public static (string Name, string Text) File(int positions, int blocks)
        => ($"Tile{positions}x{blocks}.cs", new BlockedTileTemplate(positions, blocks).Write());

    private string Write()
    {
        string many = _positions > 1 ? "s" : string.Empty;
        _text.Append($$"""
            // Written by BlockedTileTemplate in tests/NormSharp.Kernels.Tests; change it there.
            using System.Runtime.CompilerServices;
            using NormSharp.Kernels.Simd;
            using NormSharp.Primitives;

            namespace NormSharp.Kernels.Blocked.Tiles;

            /// <summary>{{_positions}} position{{many}} of {{_blocks}} block{{(_blocks > 1 ? "s" : string.Empty)}} of filters.</summary>
            internal static unsafe class Tile{{_positions}}x{{_blocks}}
            {
                [MethodImpl(MethodImplOptions.AggressiveOptimization)]
                public static void Run<TS, TV>(in TileWork work, in TilePlace place)
                    where TS : struct, ISimd<TV>
                    where TV : struct
                {

            """);
        Begin();
        Sum();
        Finish();
        return _text.Append("    }\n}\n").ToString();
    }

    private void Begin()
    {
        string[] distances = ["nint one = work.PositionStride;", "nint two = 2 * one;", "nint three = 3 * one;"];
        foreach (string distance in distances.Take(_positions - 1))
        {
            Line(0, distance);
        }

        Line(0, "nint step = work.StepStride;");
        Line(0, "float* w = place.Weight;");
        for (int block = 0; block < _blocks; block++)
        {
            Line(0, $"TV c0_{block} = TS.Load(place.Bias{Vectors(block)});");
        }

        for (int position = 1; position < _positions; position++)
        {
            Line(0, $"TV {string.Join(", ", Enumerable.Range(0, _blocks).Select(block => $"c{position}_{block} = c0_{block}"))};");
        }
    }

    private void Sum()
    {
        Line(0, "nint* at = work.Offsets;");
        Line(0, "nint* end = at + work.WholeChunks;");
        Line(0, "for (nint steps = work.WholeSteps; ; steps = work.LastSteps)");
        Line(0, "{");
        Line(1, "for (; at < end; at++)");
        Line(1, "{");
        for (int position = 0; position < _positions; position += 3)
        {
            Line(2, position == 0 ? "float* x0 = place.Input + *at;" : $"float* x{position} = x{position - 3} + three;");
        }

        Line(2, "float* next = place.Input + at[1];");
        for (int position = 0; position < _positions; position++)
        {
            Line(2, $"Cache.PrefetchLine({(position == 0 ? "next" : $"next + ({position} * one)")});");
        }

        Line(2, "for (nint left = steps; left > 0; left--)");
        Line(2, "{");
        Step();
        Line(2, "}");
        Line(1, "}");
        _text.Append('\n');
        Line(1, "if (end == work.End)");
        Line(1, "{");
        Line(2, "break;");
        Line(1, "}");
        _text.Append('\n');
        Line(1, "end = work.End;");
        Line(0, "}");
        _text.Append('\n');
    }

    private void Step()
    {
        for (int block = 0; block < _blocks; block++)
        {
            Line(3, $"TV w{block} = TS.Load(w{Vectors(block)});");
        }

        Line(3, $"Cache.PrefetchLine(w + ({StepsAhead * _blocks} * TS.Count));");
        for (int block = 1; block < _blocks; block++)
        {
            Line(3, $"if ({block} * Cache.LineLength < {_blocks} * TS.Count)");
            Line(3, "{");
            Line(4, $"Cache.PrefetchLine(w + ({StepsAhead * _blocks} * TS.Count) + ({block} * Cache.LineLength));");
            Line(3, "}");
            _text.Append('\n');
        }

        for (int position = 0; position < _positions; position++)
        {
            string first = $"x{position / 3 * 3}";
            string address = (position % 3) switch { 0 => $"*{first}", 1 => $"*({first} + one)", _ => $"*({first} + two)" };
            if (_blocks == 1)
            {
                Line(3, $"c{position}_0 = TS.MultiplyAdd(TS.Broadcast({address}), w0, c{position}_0);");
                continue;
            }

            Line(3, $"TV v{position} = TS.Broadcast({address});");
            for (int block = 0; block < _blocks; block++)
            {
                Line(3, $"c{position}_{block} = TS.MultiplyAdd(v{position}, w{block}, c{position}_{block});");
            }
        }

        Line(3, _blocks == 1 ? "w += TS.Count;" : $"w += {_blocks} * TS.Count;");
        for (int position = 0; position < _positions; position += 3)
        {
            Line(3, $"x{position} += step;");
        }
    }

    private void Finish()
    {
        Line(0, "TV low = TS.Broadcast(work.Low);");
        Line(0, "TV high = TS.Broadcast(work.High);");
        Line(0, "float* residual = place.Residual;");
        Line(0, "if (residual != null)");
        Line(0, "{");
        for (int block = 0; block < _blocks; block++)
        {
            for (int position = 0; position < _positions; position++)
            {
                Line(1, $"c{position}_{block} = TS.Add(c{position}_{block}, TS.Load(residual{Vectors(position)}));");
            }

            if (block < _blocks - 1)
            {
                Line(1, "residual += work.ResidualBlock;");
            }
        }

        Line(0, "}");
        _text.Append('\n');
        Line(0, "float* y = place.Output;");
        for (int block = 0; block < _blocks; block++)
        {
            for (int position = 0; position < _positions; position++)
            {
                Line(0, $"TS.Store(TS.Min(high, TS.Max(low, c{position}_{block})), y{Vectors(position)});");
            }

            if (block < _blocks - 1)
            {
                Line(0, "y += work.OutputBlock;");
            }
        }
    }

    private static string Vectors(int count) => count == 0 ? string.Empty : count == 1 ? " + TS.Count" : $" + ({count} * TS.Count)";

    private void Line(int depth, string line) => _text.Append(' ', 8 + (4 * depth)).Append(line).Append('\n');
}
