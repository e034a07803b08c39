namespace NormSharp.Inference;

/// <summary>A problem of a plan, which one or several of its steps are, and the ways that are tried.</summary>
internal sealed class TunedProblem
{
    /// <summary>A way that takes more than so many times the fastest is not measured.</summary>
    private const double Hopeless = 2;

    private readonly List<TunedWay> _ways;
    private readonly List<int> _steps = [];

    /// <summary>A problem whose way is known, or none is.</summary>
    public TunedProblem(StepChoice choice, StepSetting? known)
    {
        (Choice, IsKnown) = (choice, known is not null);
        IReadOnlyList<StepSetting> settings = known is { } one ? [one] : choice.Settings;
        _ways = [.. settings.Select(setting => new TunedWay(setting))];
    }

    public StepChoice Choice { get; }

    /// <summary>Whether there is nothing to measure.</summary>
    public bool IsKnown { get; }

    /// <summary>The ways that are tried, the usual one first.</summary>
    public IReadOnlyList<TunedWay> Ways => _ways;

    public TunedWay Usual => _ways[0];

    /// <summary>The plan's steps that are this problem.</summary>
    public IReadOnlyList<int> Steps => _steps;

    /// <summary>One more step.</summary>
    public void Add(int index, TunableStep step)
    {
        _steps.Add(index);
        foreach (TunedWay way in _ways)
        {
            way.Bind(index, step);
        }
    }

    /// <summary>The way that is run in a round: each in turn, and the same for all steps of a round.</summary>
    public TunedWay At(int round) => _ways[round % _ways.Count];

    /// <summary>Leaves out what is far from the fastest, and begins to measure anew.</summary>
    public void EndWarmUp()
    {
        double fastest = _ways.Min(way => way.Fastest);
        _ways.RemoveAll(way => way != Usual && way.Fastest > Hopeless * fastest);
        _ways.ForEach(way => way.Samples.Clear());
    }

    /// <summary>The way that is clearly the fastest; the usual one where none is.</summary>
    public TunedWay Best() => BestOf(Usual, _ways);

    /// <summary>The same among those on one thread; the best of all where there are none.</summary>
    public TunedWay BestAlone()
    {
        var alone = new StepSetting(Usual.Setting.Algorithm, IsAlone: true);
        return _ways.Find(way => way.Setting == alone) is { } usual ? BestOf(usual, _ways.Where(way => way.Setting.IsAlone)) : Best();
    }

    private static TunedWay BestOf(TunedWay usual, IEnumerable<TunedWay> ways)
    {
        TunedWay best = usual;
        foreach (TunedWay way in ways)
        {
            if (way != usual && way.Median < best.Median
                && TimeComparison.IsClearlyFaster(way.Samples, usual.Samples, TimeComparison.OfStep))
            {
                best = way;
            }
        }

        return best;
    }
}
