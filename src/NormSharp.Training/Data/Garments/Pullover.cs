namespace NormSharp.Training.Data.Garments;

/// <summary>Pullovers and sweatshirts: long sleeves, ribbed hem and cuffs; round, pointed or rolled collar, or a hood.</summary>
internal static class Pullover
{
    public static void Paint(Canvas canvas, Dice dice)
    {
        float chest = dice.Bell(6f, 8.4f);
        float waist = chest * dice.Bell(0.86f, 1.06f);
        float top = dice.Bell(0.8f, 3f);
        int collar = dice.Pick((0.62f, 0), (0.14f, 1), (0.12f, 2), (0.12f, 3));
        TorsoCut cut = new()
        {
            Top = top,
            Neck = dice.Bell(2.2f, 4.2f),
            NeckDrop = collar == 1 ? dice.Range(3, 5.5f) : dice.Range(0.8f, 2.4f),
            IsVNeck = collar == 1,
            Shoulder = chest + dice.Bell(-0.5f, 1f),
            Slope = dice.Bell(1.2f, 3f),
            Chest = chest,
            ArmpitY = top + dice.Bell(6.5f, 9.5f),
            Waist = waist,
            WaistY = dice.Bell(15, 19),
            Hem = waist * dice.Bell(0.88f, 1.08f),
            HemY = dice.Bell(23.5f, 27.5f),
            HemCurve = dice.Bell(-0.2f, 0.8f),
            SleeveLength = dice.Pick((0.9f, dice.Range(18.5f, 23f)), (0.1f, dice.Range(12f, 17f))),
            ArmOut = dice.Bell(0.06f, 0.42f),
            ForearmOut = dice.Bell(-0.16f, 0.14f),
            CuffWidth = dice.Bell(2.1f, 3.5f),
        };
        Weave weave = dice.Pick(
            (0.46f, Weave.Plain), (0.27f, Weave.Heather), (0.1f, Weave.Stripes), (0.07f, Weave.Blocks), (0.04f, Weave.Floral), (0.03f, Weave.Checks), (0.03f, Weave.Gradient));
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
            canvas.Fill(canvas.Start(0, top - dice.Range(0.2f, 1f)).Line(cut.Neck * 0.85f, top - 0.8f)
                .Line(cut.Neck, top + 1).Curve(cut.Neck * 0.5f, top + 2.6f, 0, top + 2.6f).Mirror(), fabric, dice.Range(0.75f, 1.1f));
        }
        else if (collar == 3)
        {
            Hood.Paint(canvas, dice, cut, fabric);
            if (dice.Chance(0.5f))
            {
                Hood.Pouch(canvas, dice, cut, fabric);
            }
        }

        if (weave is Weave.Plain or Weave.Heather && dice.Chance(0.36f))
        {
            Print.Paint(canvas, dice, dice.Range(10, 15f), fabric.Base);
        }
    }
}
