namespace NormSharp.Autograd;

/// <summary>
/// Objects of one type that the rounds of a tape use again. What a round used rests for the whole next round and serves only the one after,
/// so that whoever kept an object from one round to the next finds it unused, and known to be gone.
/// </summary>
internal sealed class RoundObjects<T> : IRoundObjects
    where T : class
{
    private readonly Stack<T> _free = [];
    private List<T> _used = [];
    private List<T> _resting = [];

    /// <summary>An object of an earlier round; null where none is free.</summary>
    public T? Take()
    {
        if (!_free.TryPop(out T? taken))
        {
            return null;
        }

        _used.Add(taken);
        return taken;
    }

    /// <summary>Adds a new object to those that this round uses.</summary>
    public T Add(T made)
    {
        _used.Add(made);
        return made;
    }

    public void EndRound()
    {
        foreach (T rested in _resting)
        {
            _free.Push(rested);
        }

        _resting.Clear();
        (_used, _resting) = (_resting, _used);
    }
}
