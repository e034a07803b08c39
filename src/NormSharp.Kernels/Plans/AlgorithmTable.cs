using System.Collections.Concurrent;
using System.Diagnostics;

namespace NormSharp.Kernels.Plans;

/// <summary>
/// The algorithms of one pass in the order in which they are asked: the first that pays is taken. The last accepts every problem and
/// always pays. What was chosen for a problem is remembered.
/// </summary>
/// <typeparam name="TProblem">All that the choice depends on besides the machine.</typeparam>
/// <typeparam name="TAlgorithm">What the family calls an algorithm.</typeparam>
internal sealed class AlgorithmTable<TProblem, TAlgorithm>
    where TProblem : struct, IEquatable<TProblem>
    where TAlgorithm : class, IAlgorithm<TProblem>
{
    /// <summary>Problems that are remembered; a program that meets more of them forgets all and begins again.</summary>
    private const int MostRemembered = 4096;

    private readonly ConcurrentDictionary<TProblem, TAlgorithm> _chosen = new();
    private readonly TAlgorithm? _forced;

    /// <summary>A table of a pass.</summary>
    /// <param name="pass">The pass, one of <see cref="KernelPass"/>.</param>
    /// <param name="forced">What has to be taken wherever it can.</param>
    /// <param name="algorithms">The algorithms in order, the general one last.</param>
    /// <exception cref="ArgumentException">What is forced is not in the table; the message lists what is.</exception>
    public AlgorithmTable(string pass, ForcedAlgorithms forced, IReadOnlyList<TAlgorithm> algorithms)
    {
        Pass = pass;
        Algorithms = algorithms;
        if (forced.Of(pass) is { } name)
        {
            _forced = algorithms.FirstOrDefault(algorithm => algorithm.Name == name) ?? throw new ArgumentException(
                $"{ForcedAlgorithms.Variable} asks for {pass}={name}, but the algorithms of {pass} are {Names}.");
        }
    }

    /// <summary>The pass.</summary>
    public string Pass { get; }

    /// <summary>The algorithms in order, the general one last.</summary>
    public IReadOnlyList<TAlgorithm> Algorithms { get; }

    private string Names => string.Join(", ", Algorithms.Select(algorithm => algorithm.Name));

    /// <summary>The algorithm of a name. Allocates nothing.</summary>
    /// <exception cref="ArgumentException">There is none; the message lists those that there are.</exception>
    public TAlgorithm Named(string name)
    {
        for (int i = 0; i < Algorithms.Count; i++)
        {
            if (Algorithms[i].Name == name)
            {
                return Algorithms[i];
            }
        }

        throw new ArgumentException($"{Pass} has no algorithm '{name}'; its algorithms are {Names}.", nameof(name));
    }

    /// <summary>
    /// The names of the algorithms that can compute a problem, the one that the table takes first; where it is forced, that one alone.
    /// </summary>
    public IReadOnlyList<string> Accepting(in TProblem problem)
    {
        TAlgorithm chosen = Decide(problem);
        var names = new List<string> { chosen.Name };
        if (chosen == _forced)
        {
            return names;
        }

        foreach (TAlgorithm algorithm in Algorithms)
        {
            if (algorithm != chosen && algorithm.Judge(problem).Accepts)
            {
                names.Add(algorithm.Name);
            }
        }

        return names;
    }

    /// <summary>The algorithm that a problem takes. Allocates nothing where the problem was met before.</summary>
    public TAlgorithm Choose(in TProblem problem)
    {
        if (_chosen.TryGetValue(problem, out TAlgorithm? known))
        {
            return known;
        }

        if (_chosen.Count >= MostRemembered)
        {
            _chosen.Clear();
        }

        TAlgorithm chosen = Decide(problem);
        _chosen[problem] = chosen;
        return chosen;
    }

    /// <summary>What every algorithm says of a problem, and which one is taken.</summary>
    public IReadOnlyList<Candidate> Candidates(in TProblem problem)
    {
        TAlgorithm chosen = Decide(problem);
        var candidates = new Candidate[Algorithms.Count];
        for (int i = 0; i < candidates.Length; i++)
        {
            candidates[i] = new Candidate(Algorithms[i].Name, Algorithms[i].Judge(problem), Algorithms[i] == chosen);
        }

        return candidates;
    }

    private TAlgorithm Decide(in TProblem problem)
    {
        if (_forced is not null && _forced.Judge(problem).Accepts)
        {
            return _forced;
        }

        foreach (TAlgorithm algorithm in Algorithms)
        {
            if (algorithm.Judge(problem).Pays)
            {
                return algorithm;
            }
        }

        throw new UnreachableException($"{Pass}: the last algorithm, {Algorithms[^1].Name}, did not take {problem}.");
    }
}
