using NormSharp.Backends;
using NormSharp.Kernels.Blocked;
using NormSharp.Lowering;
using NormSharp.Tensors;

namespace NormSharp.Inference;

/// <summary>
/// Gives the images of a plan blocked layouts where that pays: convolutions take them, and what follows a convolution keeps them. Copies
/// lie only where a step that knows no blocks meets one that does.
/// </summary>
internal sealed class BlockedRewriting
{
    private readonly HashSet<PlanStep> _chosen = [];
    private readonly Dictionary<(PlanValue Value, int Lanes), ImageSlot> _slots = [];
    private readonly Dictionary<PlanValue, ImageSlot> _written = [];
    private readonly Dictionary<PlanValue, PlanValue> _plain = [];
    private readonly List<PlanStep> _result = [];

    private BlockedRewriting(IReadOnlyList<PlanStep> steps)
    {
        foreach (PlanStep step in steps.Where(Takes))
        {
            _chosen.Add(step);
            _written[step.Output] = SlotOf(step.Output, BlockedForm.Lanes);
        }
    }

    /// <summary>The steps in their new layouts.</summary>
    /// <param name="steps">The steps in order.</param>
    /// <param name="outputs">The plan's outputs; those in blocks are replaced.</param>
    public static IReadOnlyList<PlanStep> Of(IReadOnlyList<PlanStep> steps, PlanValue[] outputs)
    {
        var rewriting = new BlockedRewriting(steps);
        if (rewriting._chosen.Count == 0)
        {
            return steps;
        }

        foreach (PlanStep step in rewriting._chosen)
        {
            rewriting.FindBorders(step);
        }

        foreach (PlanStep step in steps)
        {
            rewriting.Emit(step);
        }

        for (int i = 0; i < outputs.Length; i++)
        {
            outputs[i] = rewriting.Plain(outputs[i], "output");
        }

        return rewriting._result;
    }

    /// <summary>The value that a view of the same shape shows.</summary>
    private static PlanValue Itself(PlanValue value) => value.Shape == value.Root.Shape ? value.Root : value;

    private bool Takes(PlanStep step)
    {
        if (step.Blocked is not { } form || !form.Suits([.. step.Operands.Select(value => value.Shape)], step.Output.Shape))
        {
            return false;
        }

        return form.Begins || step.Operands.All(value => _written.ContainsKey(Itself(value)));
    }

    private ImageSlot SlotOf(PlanValue value, int lanes)
    {
        if (!_slots.TryGetValue((value, lanes), out ImageSlot? slot))
        {
            slot = new ImageSlot(value, lanes);
            _slots.Add((value, lanes), slot);
        }

        return slot;
    }

    /// <summary>Where a step reads an operand.</summary>
    private ImageSlot Read(PlanStep step, PlanValue value)
        => SlotOf(value, !_written.ContainsKey(value) && step.Blocked!.ReadsPlain(value.Shape) ? 1 : BlockedForm.Lanes);

    private void FindBorders(PlanStep step)
    {
        foreach (PlanValue operand in step.Operands)
        {
            ImageSlot slot = Read(step, Itself(operand));
            slot.Widen(step.Blocked!.Border);
            if (step.Blocked.KeepsBorder)
            {
                slot.Join(_written[step.Output]);
            }
        }
    }

    private void Emit(PlanStep step)
    {
        if (!_chosen.Contains(step))
        {
            PlanValue[] operands = [.. step.Operands.Select(value => Plain(value, step.Name))];
            PlanValue? added = step.Residual is null ? null : Plain(step.Residual, step.Name);
            bool same = operands.SequenceEqual(step.Operands) && added == step.Residual;
            _result.Add(same ? step : step.With(step.Operation, operands, added, step.Output));
            return;
        }

        ImageSlot[] inputs = [.. step.Operands.Select(value => InBlocks(Read(step, Itself(value)), step.Name))];
        ImageSlot? residual = step.Residual is null ? null : InBlocks(SlotOf(Itself(step.Residual), BlockedForm.Lanes), step.Name);
        ImageSlot output = _written[step.Output];
        output.IsWritten = true;
        var layouts = new BlockedStep([.. inputs.Select(slot => slot.Layout)], output.Layout, residual?.Layout, step.Activation);
        var operation = new PlanOperation(step.Blocked!.Make(layouts))
        {
            WorksInPlace = step.Blocked.KeepsBorder && step.WorksInPlace,
            Choice = step.Blocked.Choice(layouts),
            MayRunAlone = step.Operation.MayRunAlone,
        };
        _result.Add(step.With(operation, [.. inputs.Select(slot => slot.Value)], residual?.Value, output.Value));
    }

    /// <summary>The value in blocks; where a step without blocks has written it, a copy is made before the first reader.</summary>
    private ImageSlot InBlocks(ImageSlot slot, string reader)
    {
        if (!slot.IsWritten && !slot.IsPlain)
        {
            AddCopy(reader, new BlockedGather(slot.Layout), Plain(slot.Source, reader), slot.Value);
        }

        slot.IsWritten = true;
        return slot;
    }

    /// <summary>The value in its plain order.</summary>
    private PlanValue Plain(PlanValue value, string reader)
    {
        if (!_written.TryGetValue(value.Root, out ImageSlot? slot))
        {
            return value;
        }

        if (!_plain.TryGetValue(value, out PlanValue? plain))
        {
            plain = value == value.Root ? OutOfBlocks(slot, reader) : new PlanValue(value.Shape, Plain(value.Root, reader));
            _plain.Add(value, plain);
        }

        return plain;
    }

    private PlanValue OutOfBlocks(ImageSlot slot, string reader)
    {
        BlockedLayout layout = slot.Layout;
        Shape shape = slot.Source.Shape;
        if (layout is { Height: 1, Width: 1, IsBordered: false } && layout.Channels % layout.Lanes == 0)
        {
            return new PlanValue(shape, slot.Value);
        }

        var plain = new PlanValue(shape);
        AddCopy(reader, new BlockedScatter(layout), slot.Value, plain);
        return plain;
    }

    private void AddCopy(string reader, BlockedKernel kernel, PlanValue from, PlanValue to)
    {
        var call = new BlockedCall(kernel);
        var operation = new PlanOperation(operands =>
        {
            (BlockedOperations blocked, Tensor x, Tensor y) = (operands.Backend.Blocked!, operands.Inputs[0], operands.Output);
            return () => blocked.Run(call, x, null, y);
        });
        _result.Add(new PlanStep(reader, kernel.Name, operation, [from], to));
    }
}
