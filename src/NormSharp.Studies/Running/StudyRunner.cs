using System.Collections.Concurrent;
using System.Diagnostics;
using NormSharp.Data;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Running;

namespace NormSharp.Studies;

/// <summary>
/// Runs the cells of a study that are not finished yet: side by side on one thread each, which for small networks takes less time than one
/// after the other on all threads; those that measure time run alone. The numbers depend on neither.
/// </summary>
public sealed class StudyRunner
{
    /// <summary>The name of the folder in a study's folder that holds finished runs.</summary>
    internal const string CellFolder = "runs";

    private readonly StudyPlan _plan;
    private readonly DataSplit _data;
    private readonly int _threads;
    private readonly string _identity;

    /// <summary>Prepares runs on one data set.</summary>
    /// <param name="plan">Scale and seeds.</param>
    /// <param name="data">The images.</param>
    /// <param name="threads">How many cells run side by side; every core when 0.</param>
    public StudyRunner(StudyPlan plan, DataSplit data, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(data);
        (_plan, _data, _threads) = (plan, data, threads > 0 ? threads : Environment.ProcessorCount);
        data.Load();
        _identity = DataIdentity.Of(data);
    }

    /// <summary>
    /// Runs what is not finished of a study and writes its report: <c>report.html</c>, a page that needs nothing else, its charts,
    /// <c>results.csv</c> and <c>results.json</c>.
    /// </summary>
    /// <param name="study">The study, one of <see cref="StudyCatalog.Names"/>.</param>
    /// <param name="folder">Where the report goes, and where finished runs are kept and found.</param>
    /// <param name="language">The language of the report.</param>
    /// <param name="cancellation">Stops; runs that are finished stay.</param>
    /// <returns>The path of the page.</returns>
    /// <exception cref="ArgumentException">There is no such study.</exception>
    /// <exception cref="NormSharpException">The images do not fit, or the folder cannot be written to.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    public string Write(string study, string folder, Language language = Language.English, CancellationToken cancellation = default)
    {
        Study found = StudyCatalog.Get(study);
        var origin = ReportOrigin.Here(_data.Train.Name, $"new StudyRunner(plan, data).Write(\"{study}\", folder);");
        ReportFolder.Write(folder, StudyReport.Create(found, Run(found, folder, null, cancellation), origin, language));
        return Path.Combine(folder, ReportFolder.ReportName);
    }

    /// <summary>Runs a study to its last cell.</summary>
    /// <param name="study">The study.</param>
    /// <param name="folder">The study's folder, where finished cells are kept and found.</param>
    /// <param name="observer">Hears of every cell.</param>
    /// <param name="cancellation">Stops; cells that are finished stay.</param>
    /// <exception cref="NormSharpException">The images do not fit, or the folder cannot be written to.</exception>
    /// <exception cref="OperationCanceledException">It was asked to stop.</exception>
    internal StudyResults Run(Study study, string folder, IStudyObserver? observer = null, CancellationToken cancellation = default)
    {
        study.CheckData(_data);
        StudySize size = study.Size(_plan);
        size = size with { TrainImages = Math.Min(size.TrainImages, _plan.Limit ?? int.MaxValue) };
        var store = new CellStore(Path.Combine(folder, CellFolder), study, _plan, size, _identity);
        (StudyCell Cell, ulong Seed)[] all =
            [.. study.Grid(_plan).SelectMany(cell => _plan.SeedsFor(study.DefaultSeedCount).Select(seed => (cell, seed)))];
        CellRun?[] runs = [.. all.Select(item => store.Find(item.Cell, item.Seed))];
        observer?.OnStart(study, all.Length, runs.Count(run => run is not null));
        var data = new DataSplit(_data.Train.Take(size.TrainImages), _data.Test.Take(size.TestImages));
        int[] open = [.. Enumerable.Range(0, all.Length).Where(i => runs[i] is null)];

        void RunOne(int i, int threads)
        {
            var context = new CellContext(data, size, _plan, all[i].Seed, threads, cancellation);
            long start = Stopwatch.GetTimestamp();
            CellResult result = all[i].Cell.Run(context);
            cancellation.ThrowIfCancellationRequested();
            var run = new CellRun(all[i].Cell, all[i].Seed, result, Stopwatch.GetElapsedTime(start).TotalSeconds);
            store.Keep(run);
            runs[i] = run;
            if (observer is not null)
            {
                lock (observer)
                {
                    observer.OnCell(study, run);
                }
            }
        }

        SideBySide([.. open.Where(i => !all[i].Cell.IsTimed)], i => RunOne(i, threads: 1), cancellation);
        foreach (int i in open.Where(i => all[i].Cell.IsTimed))
        {
            RunOne(i, _threads);
        }

        return new StudyResults(_plan, size, [.. runs.Select(run => run!)]);
    }

    private void SideBySide(int[] items, Action<int> run, CancellationToken cancellation)
    {
        // Handed out one by one: cells differ in length, and fixed shares would leave a thread idle at the end.
        OrderablePartitioner<int> queue = Partitioner.Create(items, EnumerablePartitionerOptions.NoBuffering);
        try
        {
            Parallel.ForEach(queue, new ParallelOptions { MaxDegreeOfParallelism = _threads }, run);
        }
        catch (AggregateException exception)
        {
            cancellation.ThrowIfCancellationRequested();
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
    }
}
