namespace NormSharp.Synchronization;

/// <summary>What a rank had after its last two steps, to be asked for by another thread while the next one is computed.</summary>
internal sealed class KeptSteps
{
    private readonly object _gate = new();
    private readonly long[] _steps = [-1, -1];
    private readonly float[][] _values = [[], []];

    /// <summary>Keeps numbers in the place of those of two steps before.</summary>
    public void Keep(long step, ReadOnlySpan<float> values)
    {
        lock (_gate)
        {
            int slot = (int)(step & 1);
            if (_values[slot].Length != values.Length)
            {
                _values[slot] = new float[values.Length];
            }

            values.CopyTo(_values[slot]);
            _steps[slot] = step;
        }
    }

    /// <summary>A copy of what was kept of a step; null where it is not kept yet, or no more.</summary>
    public float[]? Of(long step)
    {
        lock (_gate)
        {
            int slot = (int)(step & 1);
            return _steps[slot] == step ? [.. _values[slot]] : null;
        }
    }
}
