using NormSharp.Studies.Cells;

namespace NormSharp.Studies.Running;

/// <summary>Hears how a study goes; called from several threads, one at a time.</summary>
internal interface IStudyObserver
{
    /// <summary>A study begins.</summary>
    /// <param name="study">The study.</param>
    /// <param name="cells">How many cells, seeds counted, it has.</param>
    /// <param name="finished">How many of them were run before.</param>
    void OnStart(Study study, int cells, int finished);

    /// <summary>A cell is done.</summary>
    void OnCell(Study study, CellRun run);
}
