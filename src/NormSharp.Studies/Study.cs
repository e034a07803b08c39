using NormSharp.Data;
using NormSharp.Layers;
using NormSharp.Models;
using NormSharp.Studies.Cells;
using NormSharp.Studies.Reports;
using NormSharp.Studies.Texts;

namespace NormSharp.Studies;

/// <summary>
/// One question about batch normalization: a grid of trainings or measurements, and a verdict computed from their numbers.
/// </summary>
internal abstract class Study
{
    /// <summary>What the command line calls it: lower case, with hyphens.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// What the study says: the sections <c>title</c>, <c>question</c>, <c>claim</c> (what the source texts say), <c>source</c>,
    /// <c>method</c> and
    /// <c>summary</c>, and the words of its verdicts, charts and tables.
    /// </summary>
    public TextFile Text(Language language) => TextFile.Of(GetType(), language);

    /// <summary>What is trained and measured, and how.</summary>
    public virtual string Method(TextFile text) => text["method"];

    /// <summary>How long the trainings are; studies of a source text's numbers take its own setting where the scale is full.</summary>
    public virtual StudySize Size(StudyPlan plan)
        => plan.Choose(new StudySize(10_000, 4), new StudySize(12_000, 5), new StudySize(16_000, 6));

    /// <summary>
    /// How many seeds there are when nothing else is asked for; with fewer than three, no interval is narrow enough to decide anything.
    /// </summary>
    public virtual int DefaultSeedCount => 3;

    /// <summary>
    /// Raised when a change of the study makes its old numbers incomparable: finished cells of another revision are run again.
    /// </summary>
    public virtual int Revision => 1;

    /// <summary>The smallest images that the study's models take, in rows and columns; 16 for LeNet.</summary>
    public virtual int SmallestImage => 16;

    /// <summary>The fewest classes that the study can do with.</summary>
    public virtual int FewestClasses => 2;

    /// <summary>The most images that pass through a network at once in training.</summary>
    public virtual int LargestBatch => 256;

    /// <summary>The network that takes most memory of those that are trained; LeNet with everything normalized for most studies.</summary>
    public virtual Module LargestNetwork(ModelOptions options) => ModelCatalog.Create("lenet-bn", options);

    /// <summary>Every combination that is tried; <see cref="StudyRunner"/> runs each with each seed.</summary>
    public abstract IEnumerable<StudyCell> Grid(StudyPlan plan);

    /// <summary>Judges the claims by the numbers.</summary>
    /// <param name="results">Every cell's numbers, for every seed.</param>
    /// <param name="language">The language of what is written.</param>
    public abstract Conclusion Conclude(StudyResults results, Language language);

    /// <summary>Throws where the study's models do not take the images.</summary>
    /// <exception cref="NormSharpException">They are too small, or have too few classes.</exception>
    public void CheckData(DataSplit data)
    {
        ImageShape shape = data.Train.Shape;
        if (Math.Min(shape.Height, shape.Width) < SmallestImage)
        {
            throw new NormSharpException(
                $"{data.Train.Name}: its images of {shape} are too small for the study {Name}, which needs at least "
                    + $"{SmallestImage}×{SmallestImage} pixels");
        }

        if (data.Train.ClassCount < FewestClasses)
        {
            throw new NormSharpException(
                $"{data.Train.Name}: it has {data.Train.ClassCount} class{(data.Train.ClassCount == 1 ? string.Empty : "es")}; the "
                    + $"study {Name} needs at least {FewestClasses} to tell apart");
        }
    }
}
