namespace NormSharp.Inference;

/// <summary>
/// Gives every value a place: elementwise steps overwrite what nobody reads afterwards, and buffers whose lives do not overlap share
/// memory.
/// </summary>
/// <remarks>Buffers are placed largest first, each at the lowest place that is free during its whole life.</remarks>
internal sealed class PlanMemory(
    IReadOnlyList<PlanValue> values, IReadOnlyList<PlanStep> steps, IReadOnlyList<PlanValue> inputs, IReadOnlyList<PlanValue> outputs)
{
    /// <summary>Floats of a cache line: buffers begin at multiples of it.</summary>
    private const int Alignment = 16;

    public void Assign()
    {
        for (int i = 0; i < steps.Count; i++)
        {
            WorkInPlace(i);
        }

        FindLives();
        var placed = new List<PlanBuffer>();
        foreach (PlanBuffer buffer in values.Select(value => value.Buffer).Distinct().OrderByDescending(buffer => buffer.Length)
            .ThenBy(buffer => buffer.First))
        {
            buffer.Offset = LowestFree(buffer, placed);
            placed.Add(buffer);
        }
    }

    private static int LowestFree(PlanBuffer buffer, List<PlanBuffer> placed)
    {
        int offset = 0;
        foreach (PlanBuffer other in placed.Where(buffer.Overlaps).OrderBy(other => other.Offset))
        {
            if (offset + buffer.Length <= other.Offset)
            {
                break;
            }

            offset = Math.Max(offset, (other.Offset + other.Length + Alignment - 1) / Alignment * Alignment);
        }

        return offset;
    }

    private void WorkInPlace(int index)
    {
        PlanStep step = steps[index];
        if (!step.WorksInPlace)
        {
            return;
        }

        PlanBuffer old = step.Output.Buffer;
        foreach (PlanBuffer candidate in step.Inputs.Select(value => value.Buffer))
        {
            bool readLater = outputs.Any(output => output.Buffer == candidate)
                || steps.Skip(index + 1).Any(later => later.Inputs.Any(value => value.Buffer == candidate));
            if (!readLater && candidate.Length == old.Length)
            {
                foreach (PlanValue value in values.Where(value => value.Buffer == old))
                {
                    value.Buffer = candidate;
                }

                return;
            }
        }
    }

    private void FindLives()
    {
        foreach (PlanValue input in inputs)
        {
            input.Buffer.First = -1;
        }

        for (int i = 0; i < steps.Count; i++)
        {
            foreach (PlanBuffer buffer in steps[i].Touched.Select(value => value.Buffer))
            {
                buffer.First = Math.Min(buffer.First, i);
                buffer.Last = Math.Max(buffer.Last, i);
            }
        }

        foreach (PlanValue output in outputs)
        {
            output.Buffer.Last = steps.Count;
        }
    }
}
