namespace NormSharp.Training.Data.Garments;

/// <summary>T-shirts and tops: short sleeves or none, round or deep neckline, often a print.</summary>
internal static class TShirt
{
    public static void Paint(Canvas canvas, Dice dice)
    {
        float sleeve = dice.Pick((0.74f, dice.Range(5f, 8.5f)), (0.14f, 0f), (0.08f, dice.Range(9f, 13f)), (0.04f, dice.Range(18f, 22f)));
        bool isTank = sleeve == 0;
        float chest = dice.Bell(5.6f, 8.2f);
        float waist = chest * dice.Bell(0.84f, 1.02f);
        float top = dice.Bell(0.6f, 2.6f);
        TorsoCut cut = new()
        {
            Top = top,
            Neck = isTank ? dice.Range(2.6f, 4f) : dice.Bell(2.2f, 4.4f),
            NeckDrop = isTank ? dice.Range(2.5f, 6f) : dice.Pick((0.7f, dice.Range(1f, 2.6f)), (0.3f, dice.Range(2.6f, 5f))),
            IsVNeck = dice.Chance(0.2f),
            Shoulder = isTank ? dice.Range(4f, 5.2f) : chest + dice.Bell(-0.2f, 1.4f),
            Slope = isTank ? 0.3f : dice.Bell(0.9f, 2.4f),
            Chest = chest,
            ArmpitY = top + (isTank ? dice.Range(6f, 9f) : dice.Bell(6f, 8.8f)),
            Waist = waist,
            WaistY = dice.Bell(15, 19),
            Hem = waist * dice.Bell(0.96f, 1.2f),
            HemY = dice.Bell(24.5f, 27.6f),
            HemCurve = dice.Bell(-0.4f, 1.2f),
            SleeveLength = sleeve,
            ArmOut = sleeve > 16 ? dice.Bell(0.05f, 0.3f) : dice.Bell(0.25f, 0.95f),
            ForearmOut = dice.Bell(-0.1f, 0.12f),
            CuffWidth = sleeve > 9 ? dice.Bell(2.2f, 3.4f) : dice.Bell(3.8f, 5.4f),
        };
        Weave weave = dice.Pick(
            (0.5f, Weave.Plain), (0.13f, Weave.Heather), (0.13f, Weave.Stripes), (0.1f, Weave.Floral), (0.05f, Weave.Dots), (0.05f, Weave.Gradient), (0.04f, Weave.Blocks));
        Fabric fabric = new(dice, weave);
        Torso.Paint(canvas, dice, cut, fabric, dice.Chance(0.1f) ? new Fabric(dice, Weave.Plain) : fabric);
        if (dice.Chance(0.6f))
        {
            Torso.NeckBand(canvas, cut, dice.Range(0.6f, 1.3f), Fabric.RandomTone(dice), dice.Range(0.15f, 0.7f));
        }

        if (weave is Weave.Plain or Weave.Heather && dice.Chance(0.5f))
        {
            Print.Paint(canvas, dice, dice.Range(9.5f, 15f), fabric.Base);
        }
    }
}
