namespace NormSharp.Data;

/// <summary>
/// The cuts that tops share. A pullover, a shirt and a coat differ by what is on them far more than by their outline, which is what
/// makes them hard to tell apart.
/// </summary>
internal static class TorsoCuts
{
    /// <summary>A body to below the waist with any sleeves.</summary>
    /// <param name="dice">The choices.</param>
    /// <param name="sleeve">Length of the sleeves along the arm; 0 for none.</param>
    public static TorsoCut Draw(Dice dice, float sleeve)
    {
        bool isLong = sleeve > 9;
        float chest = dice.Bell(5.6f, 8.4f);
        float waist = chest * dice.Bell(0.82f, 1.08f);
        float top = dice.Bell(0.6f, 2.8f);
        return new TorsoCut
        {
            Top = top,
            Neck = dice.Bell(1.9f, 4.2f),
            NeckDrop = dice.Range(0.9f, 2.8f),
            Shoulder = sleeve == 0 ? dice.Range(4.2f, 6.2f) : chest + dice.Bell(-0.5f, 1.1f),
            Slope = dice.Bell(1f, 2.8f),
            Chest = chest,
            ArmpitY = top + dice.Bell(6f, 9.4f),
            Waist = waist,
            WaistY = dice.Bell(14, 18.5f),
            Hem = waist * dice.Bell(0.9f, 1.22f),
            HemY = dice.Bell(24f, 27.8f),
            HemCurve = dice.Bell(-0.8f, 1.4f),
            SleeveLength = sleeve,
            ArmOut = isLong ? dice.Bell(0.05f, 0.4f) : dice.Bell(0.25f, 0.9f),
            ForearmOut = dice.Bell(-0.16f, 0.14f),
            CuffWidth = isLong ? dice.Bell(2.1f, 3.7f) : dice.Bell(3.6f, 5.4f),
        };
    }

    /// <summary>Sleeves to the wrist.</summary>
    public static float LongSleeve(Dice dice) => dice.Range(17.5f, 23);

    /// <summary>Sleeves to the elbow or a little further.</summary>
    public static float HalfSleeve(Dice dice) => dice.Range(9.5f, 16);

    /// <summary>Sleeves that end above the elbow.</summary>
    public static float ShortSleeve(Dice dice) => dice.Range(4.5f, 8.5f);
}
