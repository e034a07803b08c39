namespace NormSharp.Training;

/// <summary>Looks for one kind of mistake before a training begins.</summary>
internal interface ICheck
{
    /// <summary>The kind.</summary>
    CatalogEntry Entry { get; }

    /// <summary>What was found: one finding for all layers that share its reason; none where all is well.</summary>
    IEnumerable<Finding> Run(CheckContext context);
}
