namespace NormSharp.Lowering;

/// <summary>
/// What a step of a plan computes from its weights once, such as weights in the order in which a kernel reads them: shared by all sizes of
/// batches and by all forks of the plan. Safe from many threads.
/// </summary>
internal sealed class StepConstants
{
    private readonly Dictionary<object, object> _made = [];

    /// <summary>How many there are.</summary>
    public int Count
    {
        get
        {
            lock (_made)
            {
                return _made.Count;
            }
        }
    }

    /// <summary>Forgets all: what was bound before keeps its own.</summary>
    public void Clear()
    {
        lock (_made)
        {
            _made.Clear();
        }
    }

    /// <summary>The constant of a key; made when it is first asked for, and never changed.</summary>
    /// <param name="key">
    /// What it depends on besides the step: a name, an algorithm, a layout; compared by <see cref="object.Equals(object)"/>.
    /// </param>
    /// <param name="make">Makes it. Others wait meanwhile, so that there is one.</param>
    public T Of<T>(object key, Func<T> make)
        where T : notnull
    {
        lock (_made)
        {
            if (!_made.TryGetValue(key, out object? constant))
            {
                constant = make();
                _made.Add(key, constant);
            }

            return (T)constant;
        }
    }
}
