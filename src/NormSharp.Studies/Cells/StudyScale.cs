namespace NormSharp.Studies;

/// <summary>How much a study spends.</summary>
public enum StudyScale
{
    /// <summary>Minutes for all studies: few images, few epochs.</summary>
    Quick,

    /// <summary>A fair answer in a coffee break a study.</summary>
    Standard,

    /// <summary>
    /// The setting of the source texts (every image, ten epochs) for the studies of their numbers; more images and epochs for the others.
    /// </summary>
    Full,
}
