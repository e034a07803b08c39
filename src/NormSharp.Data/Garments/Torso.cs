namespace NormSharp.Data;

/// <summary>Cuts the pieces that tops and dresses share.</summary>
internal static class Torso
{
    /// <summary>Body, sleeves and the inside of the neckline behind.</summary>
    public static void Paint(Canvas canvas, Dice dice, TorsoCut cut, Fabric fabric, Fabric sleeves)
    {
        float inside = fabric.Base * dice.Range(0.3f, 0.75f);
        canvas.Fill(Neckline(canvas.Start(0, cut.Top + Math.Min(0.4f, cut.NeckDrop / 2)).Line(cut.Neck, cut.Top), cut).Mirror(), inside);
        float armTone = dice.Range(0.82f, 1.08f);
        bool sleevesBehind = dice.Chance(0.5f);
        if (sleevesBehind)
        {
            Sleeves(canvas, dice, cut, sleeves, armTone);
        }

        Body(canvas, cut, fabric);
        if (!sleevesBehind)
        {
            Sleeves(canvas, dice, cut, sleeves, armTone);
        }

        float seam = dice.Range(0.1f, 0.5f);
        if (cut.SleeveLength > 0)
        {
            foreach (int side in (ReadOnlySpan<int>)[-1, 1])
            {
                canvas.Seam(canvas.Start(side * cut.Shoulder, cut.Top + cut.Slope)
                    .Curve(side * (cut.Chest - 1.2f), (cut.Top + cut.ArmpitY) / 2, side * cut.Chest, cut.ArmpitY), 0.8f,
                    fabric.Base * 0.35f, seam);
            }
        }
    }

    /// <summary>A band along the neckline.</summary>
    public static void NeckBand(Canvas canvas, TorsoCut cut, float width, float tone, float opacity)
    {
        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            canvas.Seam(Neckline(canvas.Start(side * cut.Neck, cut.Top), cut, side), width, tone, opacity);
        }
    }

    /// <summary>A band along the hem.</summary>
    public static void HemBand(Canvas canvas, TorsoCut cut, float height, float tone, float opacity) =>
        canvas.Tint(canvas.Start(0, cut.HemY + cut.HemCurve - height)
            .Curve(cut.Hem * 0.5f, cut.HemY + cut.HemCurve - height, cut.Hem + 0.5f, cut.HemY - height)
            .Line(cut.Hem + 0.5f, cut.HemY + 0.5f).Line(0, cut.HemY + Math.Max(cut.HemCurve, 0) + 0.5f).Mirror(), tone, opacity);

    private static void Body(Canvas canvas, TorsoCut cut, Fabric fabric) =>
        canvas.Fill(BodyHalf(canvas.Start(cut.Neck, cut.Top), cut), fabric);

    private static Outline BodyHalf(Outline shape, TorsoCut cut)
    {
        shape.Line(cut.Shoulder, cut.Top + cut.Slope)
            .Curve(Math.Min(cut.Shoulder, cut.Chest) - 0.4f, (cut.Top + cut.Slope + cut.ArmpitY) / 2, cut.Chest, cut.ArmpitY)
            .Curve(cut.Waist, (cut.ArmpitY + cut.WaistY) / 2, cut.Waist, cut.WaistY)
            .Curve(cut.Waist, (cut.WaistY + cut.HemY) / 2, cut.Hem, cut.HemY)
            .Curve(cut.Hem * 0.5f, cut.HemY + cut.HemCurve, 0, cut.HemY + cut.HemCurve)
            .Mirror();
        // From the left end of the neckline through its lowest point back to the right end.
        return cut.IsVNeck
            ? shape.Line(0, cut.Top + cut.NeckDrop)
            : shape.Curve(-cut.Neck * 0.8f, cut.Top + cut.NeckDrop, 0, cut.Top + cut.NeckDrop)
                .Curve(cut.Neck * 0.8f, cut.Top + cut.NeckDrop, cut.Neck, cut.Top);
    }

    private static Outline Neckline(Outline shape, TorsoCut cut, int side = 1) =>
        cut.IsVNeck
            ? shape.Line(0, cut.Top + cut.NeckDrop)
            : shape.Curve(side * cut.Neck * 0.8f, cut.Top + cut.NeckDrop, 0, cut.Top + cut.NeckDrop);

    private static void Sleeves(Canvas canvas, Dice dice, TorsoCut cut, Fabric fabric, float tone)
    {
        if (cut.SleeveLength <= 0)
        {
            return;
        }

        foreach (int side in (ReadOnlySpan<int>)[-1, 1])
        {
            Sleeve(canvas, cut, side, dice.Bell(0.95f, 1.05f), dice.Bell(-0.08f, 0.08f), fabric, tone);
        }
    }

    private static void Sleeve(Canvas canvas, TorsoCut cut, int side, float stretch, float swing, Fabric fabric, float tone)
    {
        float length = cut.SleeveLength * stretch;
        float shoulderY = cut.Top + cut.Slope;
        float upper = Math.Min(length, 10.5f);
        float lower = length - upper;
        float out1 = cut.ArmOut + swing;
        float norm1 = 1 / MathF.Sqrt(1 + (out1 * out1));
        float width = (cut.ArmpitY - shoulderY) * 0.72f;
        float elbowWidth = width + ((cut.CuffWidth - width) * (lower > 0 ? 0.55f : 1f));

        // The outer edge leaves the shoulder; the inner edge runs beside it, a sleeve's width nearer to the body.
        (float x, float y) elbow = (cut.Shoulder + (upper * out1 * norm1) + 0.6f, shoulderY + (upper * norm1));
        (float x, float y) innerElbow = (elbow.x - (elbowWidth * norm1), elbow.y + (elbowWidth * out1 * norm1 * (lower > 0 ? 0.4f : 0.8f)));
        Outline shape = canvas.Start(side * cut.Shoulder * 0.92f, shoulderY - 0.2f)
            .Curve(side * (cut.Shoulder + 0.9f), shoulderY + 0.3f, side * ((cut.Shoulder + elbow.x) / 2 + 0.4f), (shoulderY + elbow.y) / 2)
            .Line(side * elbow.x, elbow.y);
        if (lower > 0)
        {
            float out2 = cut.ForearmOut + (swing / 2);
            float norm2 = 1 / MathF.Sqrt(1 + (out2 * out2));
            (float x, float y) cuff = (elbow.x + (lower * out2 * norm2), elbow.y + (lower * norm2));
            shape.Curve(side * (elbow.x + 0.2f), elbow.y + 1, side * cuff.x, cuff.y)
                .Line(side * (cuff.x - (cut.CuffWidth * norm2)), cuff.y + (cut.CuffWidth * out2 * norm2));
        }

        shape.Line(side * innerElbow.x, innerElbow.y)
            .Line(side * (cut.Chest - 0.2f), cut.ArmpitY + 0.4f)
            .Line(side * (cut.Chest - 1f), (cut.ArmpitY + shoulderY) / 2);
        canvas.Fill(shape, fabric, tone);
    }
}
