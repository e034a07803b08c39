using System.Runtime.CompilerServices;
using NormSharp.Kernels.Machine;
using NormSharp.Kernels.Simd;
using NormSharp.Primitives;

namespace NormSharp.Kernels.Gemm;

/// <summary>One matrix product: operands, how it is cut, and where its packed panels lie.</summary>
internal readonly unsafe struct Product
{
    /// <summary>
    /// Rows of B that one piece of packing takes, and panels: long stretches of a row, and pieces enough for all threads.
    /// </summary>
    private const int PackedRows = 64;
    private const int PackedPanels = 16;

    private readonly GemmShape _shape;
    private readonly Blocking _blocking;
    private readonly ProductOperands _operands;
    private readonly float* _scratch;
    private readonly bool _packA;
    private readonly bool _isDistant;
    private readonly int _panel;

    /// <param name="shape">Sizes and strides.</param>
    /// <param name="operands">What is read and written.</param>
    /// <param name="packA">Whether rows of A are packed too, or read where they lie.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="threads">How many share the tasks.</param>
    public Product(in GemmShape shape, in ProductOperands operands, bool packA, MachineDescription machine, int threads)
    {
        _shape = shape;
        _panel = Blocking.PanelColumns(machine);
        _blocking = new Blocking(shape.M, shape.N, shape.K, machine, threads);
        _operands = operands;
        _packA = packA;
        _isDistant = (long)shape.M * shape.N * sizeof(float) > machine.CloseToCore;
    }

    private Product(in Product other, in ProductOperands operands, float* scratch)
    {
        this = other;
        _operands = operands;
        _scratch = scratch;
    }

    /// <summary>Floats of scratch memory that a pass needs: packed B, packed A.</summary>
    public nuint ScratchLength => (nuint)(PackedBLength + (_packA ? (long)_blocking.MPass * _blocking.KPass : 0));

    private long PackedBLength => (long)Panels(_blocking.NPass) * _panel * _blocking.KPass;

    private float* PackedA => _scratch + PackedBLength;

    /// <summary>The same product with its panels at another place.</summary>
    public Product WithScratch(float* scratch) => new(this, _operands, scratch);

    /// <summary>The same product of operands further on.</summary>
    public Product At(nint a, nint b, nint c) => new(this, _operands.At(a, b, c), _scratch);

    public PassEnumerator Passes() => new(_shape.M, _shape.N, _shape.K, _blocking);

    /// <summary>
    /// How many pieces the packing of a pass has: stretches of rows of B where their columns follow each other, else its panels, then
    /// blocks of rows of A.
    /// </summary>
    public int PackTasks(in Pass pass) => BPieces(pass) + (_packA ? RowBlocks(pass) : 0);

    /// <summary>Packs one piece.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack<TS, TV>(in Pass pass, int index)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        float* b = _operands.B + ((nint)pass.FirstStep * _shape.B.Row) + ((nint)pass.FirstColumn * _shape.B.Column);
        if (index >= BPieces(pass))
        {
            PackRows<TS, TV>(pass, (index - BPieces(pass)) * _blocking.TaskRows);
        }
        else if (RowsAreWhole)
        {
            int step = index / ColumnPieces(pass) * PackedRows;
            int column = index % ColumnPieces(pass) * PackedPanels * _panel;
            float* rows = b + ((nint)step * _shape.B.Row) + column;
            float* target = _scratch + ((nint)column * pass.Steps) + ((nint)step * _panel);
            int columns = Math.Min(PackedPanels * _panel, pass.Columns - column);
            Packing.Lines<TS, TV>(rows, _shape.B.Row, columns, Math.Min(PackedRows, pass.Steps - step), pass.Steps, target);
        }
        else
        {
            int column = index * _panel;
            float* panel = b + ((nint)column * _shape.B.Column);
            int columns = Math.Min(_panel, pass.Columns - column);
            Packing.Panel(panel, _shape.B, columns, _panel, pass.Steps, _scratch + ((nint)column * pass.Steps));
        }
    }

    /// <summary>How many tiles of C are handed out in a pass.</summary>
    public int Tasks(in Pass pass) => RowBlocks(pass) * ColumnBlocks(pass);

    /// <summary>Computes one tile of C over the K of the pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Multiply<TS, TV>(in Pass pass, int index)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int firstRow = index / ColumnBlocks(pass) * _blocking.TaskRows;
        int firstColumn = index % ColumnBlocks(pass) * _blocking.TaskColumns;
        int rows = Math.Min(_blocking.TaskRows, pass.Rows - firstRow);
        int endColumn = Math.Min(firstColumn + _blocking.TaskColumns, pass.Columns);
        int step = 0;
        do
        {
            // At least one round, so that a product over no terms still writes its zeros and its bias.
            int steps = Math.Min(_blocking.KBlock, pass.Steps - step);
            bool first = pass.FirstStep + step == 0;
            for (int column = firstColumn; column < endColumn; column += _panel)
            {
                float* c = _operands.C + ((nint)(pass.FirstRow + firstRow) * _shape.CRowStride) + pass.FirstColumn + column;
                float* bias = first && _operands.ColumnBias != null ? _operands.ColumnBias + pass.FirstColumn + column : null;
                var tile = new Tile(
                    c, _shape.CRowStride, TS.Count, endColumn - column, _operands.Accumulate || !first, null, bias)
                {
                    IsDistant = _isDistant,
                };
                var b = new VectorPair(_scratch + ((nint)column * pass.Steps) + ((nint)step * _panel), TS.Count);
                if (_packA)
                {
                    RowTiling.RunPacked<TS, TV>(rows, steps, PackedA + ((nint)firstRow * pass.Steps), pass.Steps, step, b, tile);
                }
                else
                {
                    RowTiling.Run<TS, TV, PanelLines<TS, TV>>(rows, steps, RowsOfA(pass, firstRow, step), b, default, tile);
                }
            }

            step += _blocking.KBlock;
        }
        while (step < pass.Steps);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackRows<TS, TV>(in Pass pass, int firstRow)
        where TS : struct, ISimd<TV>
        where TV : struct
    {
        int rows = Math.Min(_blocking.TaskRows, pass.Rows - firstRow);
        if (_shape.A.Row == 1)
        {
            Packing.Columns<TS, TV>(RowsOfA(pass, firstRow, 0), rows, pass.Steps, PackedA + ((nint)firstRow * pass.Steps));
            return;
        }

        for (int done = 0; done < rows;)
        {
            int height = RowTiling.Height<TS, TV>(rows - done);
            Packing.Rows(RowsOfA(pass, firstRow + done, 0), height, pass.Steps, PackedA + ((nint)(firstRow + done) * pass.Steps));
            done += height;
        }
    }

    private StridedRows RowsOfA(in Pass pass, int row, int step) => new(
        _operands.A + ((nint)(pass.FirstRow + row) * _shape.A.Row) + ((nint)(pass.FirstStep + step) * _shape.A.Column),
        _shape.A.Row,
        _shape.A.Column);

    /// <summary>Whether the columns of a row of B follow each other.</summary>
    private bool RowsAreWhole => _shape.B.Column == 1;

    private int BPieces(in Pass pass) =>
        RowsAreWhole ? (pass.Steps + PackedRows - 1) / PackedRows * ColumnPieces(pass) : Panels(pass.Columns);

    private int ColumnPieces(in Pass pass) => (Panels(pass.Columns) + PackedPanels - 1) / PackedPanels;

    private int Panels(int columns) => (columns + _panel - 1) / _panel;

    private int RowBlocks(in Pass pass) => (pass.Rows + _blocking.TaskRows - 1) / _blocking.TaskRows;

    private int ColumnBlocks(in Pass pass) => (pass.Columns + _blocking.TaskColumns - 1) / _blocking.TaskColumns;
}
