namespace NormSharp.Data;

/// <summary>The measures of what covers the upper body, in pixels: half widths from the middle line, heights from the top.</summary>
internal sealed record TorsoCut
{
    /// <summary>Height of the shoulder line at the neck.</summary>
    public required float Top { get; init; }

    /// <summary>Half the width of the neck's opening.</summary>
    public required float Neck { get; init; }

    /// <summary>How far the neckline dips.</summary>
    public required float NeckDrop { get; init; }

    /// <summary>Whether the neckline is pointed.</summary>
    public bool IsVNeck { get; init; }

    public required float Shoulder { get; init; }

    /// <summary>How far the shoulders slope down.</summary>
    public required float Slope { get; init; }

    public required float Chest { get; init; }

    public required float ArmpitY { get; init; }

    public required float Waist { get; init; }

    public required float WaistY { get; init; }

    public required float Hem { get; init; }

    public required float HemY { get; init; }

    /// <summary>How far the hem's middle hangs below its ends; negative for a tail at the sides.</summary>
    public float HemCurve { get; init; }

    /// <summary>Length of the sleeve along the arm; 0 for none.</summary>
    public float SleeveLength { get; init; }

    /// <summary>How far the upper arm points outwards, for each pixel down.</summary>
    public float ArmOut { get; init; }

    /// <summary>How far the lower arm points outwards, for each pixel down.</summary>
    public float ForearmOut { get; init; }

    public float CuffWidth { get; init; }
}
