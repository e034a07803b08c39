namespace NormSharp.Training;

/// <summary>How the learning rate changes in the course of a training.</summary>
public enum ScheduleKind
{
    /// <summary>It stays as it is.</summary>
    Constant,

    /// <summary>It is multiplied by a factor every few epochs.</summary>
    Step,

    /// <summary>It falls to zero along half a cosine (Loshchilov &amp; Hutter 2017, without restarts).</summary>
    Cosine,

    /// <summary>It rises to the learning rate and falls far below where it began (Smith &amp; Topin 2018).</summary>
    OneCycle,
}
