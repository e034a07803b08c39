namespace NormSharp.Data;

/// <summary>Hoods of pullovers and coats, and the pouch in front.</summary>
internal static class Hood
{
    public static void Paint(Canvas canvas, Dice dice, TorsoCut cut, Fabric fabric)
    {
        float half = cut.Neck + dice.Range(0.8f, 2f);
        float top = cut.Top - dice.Range(0.4f, 1.4f);
        float depth = cut.NeckDrop + dice.Range(1.5f, 3.5f);
        canvas.Fill(canvas.Start(0, top).Curve(half, top, half, cut.Top + 1.8f)
            .Curve(half * 0.7f, cut.Top + depth, 0, cut.Top + depth).Mirror(), fabric, dice.Range(0.75f, 0.98f));
        canvas.Tint(canvas.Start(0, top + 1).Curve(half * 0.75f, top + 1, half * 0.6f, cut.Top + 1.8f)
            .Curve(half * 0.3f, cut.Top + depth - 0.6f, 0, cut.Top + depth - 0.4f)
            .Mirror(), fabric.Base * dice.Range(0.25f, 0.6f), dice.Range(0.6f, 1f));
    }

    public static void Pouch(Canvas canvas, Dice dice, TorsoCut cut, Fabric fabric)
    {
        float half = cut.Waist * dice.Range(0.5f, 0.72f);
        float bottom = cut.HemY - dice.Range(1.2f, 2.6f);
        float top = bottom - dice.Range(4f, 6f);
        canvas.Seam(canvas.Start(-half, bottom).Line(-half, top + 2).Line(-half * 0.6f, top).Line(half * 0.6f, top).Line(half, top + 2)
            .Line(half, bottom),
            0.8f, fabric.Base * 0.4f, dice.Range(0.3f, 0.7f));
    }
}
