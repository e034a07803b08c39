namespace NormSharp.Data;

/// <summary>Pullovers and sweatshirts: long sleeves, ribbed hem and cuffs; round, pointed or rolled collar, or a hood.</summary>
internal static class Pullover
{
    public static void Paint(Canvas canvas, Dice dice)
    {
        int collar = dice.Pick((0.64f, 0), (0.13f, 1), (0.12f, 2), (0.11f, 3));
        TorsoCut cut = TorsoCuts.Draw(dice, dice.Chance(0.9f) ? TorsoCuts.LongSleeve(dice) : TorsoCuts.HalfSleeve(dice));
        cut = cut with { IsVNeck = collar == 1, NeckDrop = collar == 1 ? dice.Range(2.4f, 5.5f) : cut.NeckDrop };
        Weave weave = dice.Pick(
            (0.46f, Weave.Plain), (0.27f, Weave.Heather), (0.1f, Weave.Stripes), (0.07f, Weave.Blocks), (0.04f, Weave.Floral),
            (0.03f, Weave.Checks), (0.03f, Weave.Gradient));
        Fabric fabric = new(dice, weave);
        Torso.Paint(canvas, dice, cut, fabric, dice.Chance(0.1f) ? new Fabric(dice, Weave.Plain) : fabric);
        if (dice.Chance(0.55f))
        {
            Torso.HemBand(canvas, cut, dice.Range(1, 2.4f), fabric.Base * dice.Range(0.5f, 1.2f), dice.Range(0.2f, 0.8f));
        }

        if (collar <= 1 && dice.Chance(0.75f))
        {
            Torso.NeckBand(canvas, cut, dice.Range(0.7f, 1.5f), fabric.Base * dice.Range(0.4f, 1.2f), dice.Range(0.2f, 0.8f));
        }
        else if (collar == 2)
        {
            // A rolled collar stands above the shoulders.
            canvas.Fill(canvas.Start(0, cut.Top - dice.Range(0.2f, 1f)).Line(cut.Neck * 0.85f, cut.Top - 0.8f)
                .Line(cut.Neck, cut.Top + 1).Curve(cut.Neck * 0.5f, cut.Top + 2.6f, 0, cut.Top + 2.6f)
                .Mirror(), fabric, dice.Range(0.75f, 1.1f));
        }
        else if (collar == 3)
        {
            Hood.Paint(canvas, dice, cut, fabric);
            if (dice.Chance(0.5f))
            {
                Hood.Pouch(canvas, dice, cut, fabric);
            }
        }

        if (collar <= 1 && dice.Chance(0.14f))
        {
            // A short or a whole row of buttons, or a zip.
            canvas.Seam(canvas.Start(0, cut.Top + cut.NeckDrop)
                .Line(0, dice.Chance(0.5f) ? dice.Range(8, 13) : cut.HemY), 0.8f, fabric.Base * 0.5f, dice.Range(0.15f, 0.6f));
        }

        if (weave is Weave.Plain or Weave.Heather && dice.Chance(0.36f))
        {
            Print.Paint(canvas, dice, dice.Range(10, 15f), fabric.Base);
        }
    }
}
