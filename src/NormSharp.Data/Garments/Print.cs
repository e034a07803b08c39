namespace NormSharp.Data;

/// <summary>What is printed on a chest: lines of writing, a disc, a ring, a box, a diamond.</summary>
internal static class Print
{
    public static void Paint(Canvas canvas, Dice dice, float centerY, float groundTone)
    {
        float tone = groundTone > 0.5f ? dice.Range(0.02f, 0.3f) : dice.Range(0.7f, 1f);
        float opacity = dice.Range(0.5f, 1f);
        float size = dice.Range(1.8f, 4.2f);
        float x = dice.Bell(-1, 1);
        switch (dice.Int(6))
        {
            case 0:
                canvas.Tint(canvas.Ellipse(x, centerY, size, size), tone, opacity);
                canvas.Tint(canvas.Ellipse(x + 0.3f, centerY - 0.2f, size * 0.45f, size * 0.4f), groundTone, 0.8f);
                break;
            case 1:
                canvas.Tint(canvas.Box(x - size, centerY - (size * 0.5f), x + size, centerY + (size * 0.5f)), tone, opacity);
                break;
            case 2:
                canvas.Tint(canvas.Start(x, centerY - size).Line(x + (size * 0.8f), centerY).Line(x, centerY + size)
                    .Line(x - (size * 0.8f), centerY), tone, opacity);
                break;
            default:
                Writing(canvas, dice, x, centerY, size, tone, opacity);
                break;
        }
    }

    private static void Writing(Canvas canvas, Dice dice, float x, float y, float size, float tone, float opacity)
    {
        int lines = 1 + dice.Int(3);
        for (int line = 0; line < lines; line++)
        {
            float left = x - dice.Range(size * 0.6f, size);
            float right = x + dice.Range(size * 0.6f, size);
            while (left < right)
            {
                float end = left + dice.Range(0.5f, 1.6f);
                float top = y + (line * 1.9f);
                canvas.Tint(canvas.Box(left, top, end, top + 1.2f), tone, opacity);
                left = end + dice.Range(0.3f, 0.8f);
            }
        }
    }
}
