using NormSharp.Layers;
using NormSharp.Tensors;

namespace NormSharp.Training;

/// <summary>
/// A training as it was after its last step, for a checkpoint that another thread writes while the next step goes on. Until the next update
/// weights and optimizer stay as they are; only running statistics move before, so that they are kept aside, on every rank and shard.
/// </summary>
internal sealed class LastStep : IDisposable
{
    private readonly object _gate = new();
    private readonly TrainingContext _context;
    private readonly TrainingState _state;
    private readonly Tensor[] _buffers;
    private readonly Counter[] _counters;
    private readonly float[] _values;
    private readonly long[] _counts;
    private readonly string? _frozen;
    private TrainingProgress? _progress;
    private long? _saved;

    /// <summary>Before the first step.</summary>
    public LastStep(TrainingContext context, TrainingState state)
    {
        (_context, _state, _frozen) = (context, state, state.Frozen());
        _buffers = [.. context.Model.NamedBuffers().Select(entry => entry.Buffer)];
        _counters = [.. context.Model.NamedCounters().Select(entry => entry.Counter)];
        _values = new float[_buffers.Sum(buffer => buffer.Length)];
        _counts = new long[_counters.Length];
        if (context.Ranks.Rank == 0)
        {
            context.Urgent?.Serve(this);
        }
    }

    /// <summary>
    /// Keeps the running statistics of a step whose passes are done, before the ranks meet: so once one has gone further, all have kept
    /// theirs.
    /// </summary>
    public void Keep(long step)
    {
        int at = 0;
        foreach (Tensor buffer in _buffers)
        {
            buffer.CopyTo(_values.AsSpan(at, buffer.Length));
            at += buffer.Length;
        }

        _context.Ranks.Keep(step, _values);
    }

    /// <summary>What a checkpoint holds begins to change; waits for one that is being written.</summary>
    public void Leave() => Monitor.Enter(_gate);

    /// <summary>The change is complete: the step is done.</summary>
    public void Arrive(in TrainingProgress progress)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] = _counters[i].Value;
        }

        (_progress, _saved) = (progress with { MetricsLines = _context.Recorder.MetricsLines }, null);
        Monitor.Exit(_gate);
    }

    /// <summary>The training has written a checkpoint of its own.</summary>
    public void Saved(long step)
    {
        lock (_gate)
        {
            _saved = step;
        }

        if (Monitor.IsEntered(_gate))
        {
            Monitor.Exit(_gate);
        }
    }

    /// <inheritdoc cref="UrgentCheckpoint.Write"/>
    public long? Write(TimeSpan patience)
    {
        if (_context.Recorder.Path is null || !Monitor.TryEnter(_gate, patience))
        {
            return null;
        }

        try
        {
            if (_saved is not null || _progress is not { } progress || _context.Ranks.Collect(progress.Step, patience) is not { } all
                || !Array.TrueForAll(all, float.IsFinite) || _context.Model.NamedParameters().Any(entry => !IsFinite(entry.Parameter)))
            {
                return _saved;
            }

            _context.Recorder.WriteCheckpoint(
                progress.Step,
                _state.ModelAfterStep(all.AsSpan(0, _values.Length), _counts, _frozen).Write,
                _state.Beside(progress, _context.Ranks.RankCount > 1 ? SharedBuffers.Of(_context.Model, all) : null).Write);
            _saved = progress.Step;
            return _saved;
        }
        finally
        {
            Monitor.Exit(_gate);
        }
    }

    private static bool IsFinite(Tensor tensor) => Array.TrueForAll(tensor.ToArray(), float.IsFinite);

    /// <summary>The training ends: nothing more is written.</summary>
    public void Dispose()
    {
        if (_context.Ranks.Rank == 0)
        {
            _context.Urgent?.Serve(null);
        }

        lock (_gate)
        {
            (_progress, _saved) = (null, null);
        }
    }
}
