using NormSharp.Autograd;
using NormSharp.Backends;
using NormSharp.Synchronization;

namespace NormSharp.Training;

/// <summary>
/// The gradients of a model, summed over all shards, in buckets: a bucket's sum begins in the middle of the backward pass, as soon as the
/// gradients of its parameters are complete, and goes on while those of earlier layers are computed.
/// </summary>
/// <remarks>
/// How often a parameter is used is learned from the step before. Buckets hold parameters from the last to the first, and are started in
/// that order on all ranks, so the bits do not depend on what was complete when.
/// </remarks>
internal sealed class GradientBuckets : IGradientListener, IDisposable
{
    /// <summary>Numbers of a bucket from which on it is full: 1 MB, where latency no longer counts on common networks.</summary>
    private const int Full = 1 << 18;

    private readonly Backend _backend;
    private readonly Parameter[][] _buckets;
    private readonly float[][] _rows;
    private readonly Dictionary<Parameter, int> _places = [];
    private readonly int[] _bucketOf;
    private readonly int[] _uses;
    private readonly int[] _usesBefore;
    private readonly int[] _missing;
    private readonly IBucketSums _sums;
    private bool _listens;
    private bool _knowsUses;
    private int _started;

    public GradientBuckets(IEnumerable<Parameter> parameters, Communicator ranks, Backend backend)
    {
        _backend = backend;
        List<List<Parameter>> buckets = [];
        int room = 0;
        foreach (Parameter parameter in parameters.Where(parameter => !parameter.IsFrozen).Reverse())
        {
            if (room <= 0)
            {
                buckets.Add([]);
                room = Full;
            }

            _places.Add(parameter, _places.Count);
            buckets[^1].Add(parameter);
            room -= parameter.Length;
        }

        _buckets = [.. buckets.Select(bucket => bucket.ToArray())];
        _rows = [.. _buckets.Select(bucket => new float[bucket.Sum(parameter => parameter.Length)])];
        _bucketOf = [.. _buckets.SelectMany((bucket, i) => Enumerable.Repeat(i, bucket.Length))];
        (_uses, _usesBefore, _missing) = (new int[_places.Count], new int[_places.Count], new int[_buckets.Length]);
        _sums = ranks.CreateSums([.. _rows.Select(row => row.Length)], ranks.RankCount);
        foreach (Parameter parameter in _places.Keys)
        {
            parameter.Listener = this;
        }
    }

    /// <summary>Whether these are the parameters that are trained now: some may have been frozen or let go since.</summary>
    public bool IsOf(ReadOnlySpan<Parameter> parameters)
    {
        int trained = 0;
        foreach (Parameter parameter in parameters)
        {
            if (!parameter.IsFrozen)
            {
                trained++;
                if (!_places.ContainsKey(parameter))
                {
                    return false;
                }
            }
        }

        return trained == _places.Count;
    }

    /// <summary>The step's last backward pass begins.</summary>
    public void BeginLastPass()
    {
        Array.Clear(_uses);
        Array.Clear(_missing);
        for (int i = 0; i < _uses.Length; i++)
        {
            _missing[_bucketOf[i]] += _usesBefore[i] > 0 ? 1 : 0;
        }

        _listens = true;
    }

    /// <inheritdoc/>
    public void OnGradient(Parameter parameter)
    {
        if (!_listens)
        {
            return;
        }

        int place = _places[parameter];
        int bucket = _bucketOf[place];
        if (++_uses[place] > _usesBefore[place] && bucket < _started)
        {
            throw new NormSharpException(
                $"parameter {parameter.Shape} was used {_uses[place]} times in a step and {_usesBefore[place]} times in the one before; "
                    + "ranks add gradients up while they are computed, which needs networks that use their parameters alike in every step");
        }

        if (!_knowsUses || _uses[place] != _usesBefore[place])
        {
            return;
        }

        _missing[bucket]--;
        while (_started < _buckets.Length && _missing[_started] == 0)
        {
            Start();
        }

        _sums.Progress();
    }

    /// <summary>Replaces the gradients by their sums over all shards; where a shard has none it counts as zero.</summary>
    public void Finish()
    {
        if (_listens)
        {
            _uses.CopyTo(_usesBefore, 0);
            _knowsUses = true;
        }

        _listens = false;
        while (_started < _buckets.Length)
        {
            Start();
        }

        for (int bucket = 0; bucket < _buckets.Length; bucket++)
        {
            Span<float> row = _rows[bucket];
            _sums.Finish(bucket, row);
            foreach (Parameter parameter in _buckets[bucket])
            {
                _backend.Write<float>(row[..parameter.Length], parameter.TakeGradient(_backend));
                row = row[parameter.Length..];
            }
        }

        _started = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Parameter parameter in _places.Keys)
        {
            parameter.Listener = null;
        }

        _sums.Dispose();
    }

    private void Start()
    {
        Span<float> row = _rows[_started];
        int at = 0;
        foreach (Parameter parameter in _buckets[_started])
        {
            if (parameter.Gradient is { } gradient)
            {
                _backend.Read(gradient, row.Slice(at, parameter.Length));
            }
            else
            {
                row.Slice(at, parameter.Length).Clear();
            }

            at += parameter.Length;
        }

        _sums.Start(_started++, row);
    }
}
