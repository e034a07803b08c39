using System.Reflection;

namespace NormSharp.Architecture;

/// <summary>Which folder of a project uses which, with one example each, such as "EpochMetrics uses JsonFile".</summary>
internal sealed class FolderGraph
{
    private readonly SortedDictionary<string, SortedDictionary<string, string>> _uses = new(StringComparer.Ordinal);

    public static FolderGraph Of(Assembly assembly)
    {
        var graph = new FolderGraph();
        Dictionary<Type, string> folders = SourceFolders.Of(assembly);
        foreach (Type type in assembly.GetTypes())
        {
            Type user = SourceFolders.Outermost(type);
            foreach (Type used in UsedTypes.Of(type).Where(used => used.Assembly == assembly).Select(SourceFolders.Outermost))
            {
                if (folders.TryGetValue(user, out string? from) && folders.TryGetValue(used, out string? to))
                {
                    graph.Add(from, to, $"{user.Name} uses {used.Name}");
                }
            }
        }

        return graph;
    }

    public void Add(string from, string to, string example)
    {
        if (from == to)
        {
            return;
        }

        if (!_uses.TryGetValue(from, out SortedDictionary<string, string>? targets))
        {
            _uses[from] = targets = new SortedDictionary<string, string>(StringComparer.Ordinal);
        }

        if (!targets.TryGetValue(to, out string? known) || string.CompareOrdinal(example, known) < 0)
        {
            targets[to] = example;
        }
    }

    /// <summary>A shortest circle through each folder that stands in one; each circle once.</summary>
    public IReadOnlyList<string> Circles()
    {
        var circles = new SortedSet<string>(StringComparer.Ordinal);
        foreach (string start in _uses.Keys)
        {
            if (ShortestCircle(start) is { } circle)
            {
                // Begins with the folder that comes first by name, so that the same circle reads the same from everywhere.
                int first = circle.IndexOf(circle.Min(StringComparer.Ordinal)!);
                string[] turned = [.. circle.Skip(first), .. circle.Take(first)];
                circles.Add(string.Join("; ", turned.Select((from, i) => Describe(from, turned[(i + 1) % turned.Length]))));
            }
        }

        return [.. circles];
    }

    private IEnumerable<string> Targets(string folder)
        => _uses.TryGetValue(folder, out SortedDictionary<string, string>? targets) ? targets.Keys : [];

    private string Describe(string from, string to) => $"{Shown(from)} → {Shown(to)} ({_uses[from][to]})";

    private static string Shown(string folder) => folder.Length == 0 ? "the project's own folder" : folder;

    private List<string>? ShortestCircle(string start)
    {
        var before = new Dictionary<string, string>(StringComparer.Ordinal);
        var waiting = new Queue<string>([start]);
        while (waiting.TryDequeue(out string? folder))
        {
            foreach (string next in Targets(folder))
            {
                if (next == start)
                {
                    return Path(folder);
                }

                if (before.TryAdd(next, folder))
                {
                    waiting.Enqueue(next);
                }
            }
        }

        return null;

        List<string> Path(string end)
        {
            List<string> path = [end];
            while (path[0] != start)
            {
                path.Insert(0, before[path[0]]);
            }

            return path;
        }
    }
}
