namespace NormSharp.Data;

/// <summary>T-shirts and tops: short sleeves or none, round or deep neckline, often a print.</summary>
internal static class TShirt
{
    public static void Paint(Canvas canvas, Dice dice)
    {
        float sleeve = dice.Pick((0.7f, TorsoCuts.ShortSleeve(dice)), (0.15f, 0f), (0.11f, TorsoCuts.HalfSleeve(dice)),
            (0.05f, TorsoCuts.LongSleeve(dice)));
        TorsoCut cut = TorsoCuts.Draw(dice, sleeve);
        cut = cut with
        {
            IsVNeck = dice.Chance(0.2f),
            NeckDrop = dice.Chance(sleeve == 0 ? 0.8f : 0.3f) ? dice.Range(2.4f, 5.5f) : cut.NeckDrop,
        };
        Weave weave = dice.Pick(
            (0.5f, Weave.Plain), (0.13f, Weave.Heather), (0.13f, Weave.Stripes), (0.1f, Weave.Floral), (0.05f, Weave.Dots),
            (0.05f, Weave.Gradient), (0.04f, Weave.Blocks));
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
