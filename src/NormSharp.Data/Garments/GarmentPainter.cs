namespace NormSharp.Data;

/// <summary>Draws one garment: a class, and a number that decides everything else.</summary>
internal sealed class GarmentPainter
{
    private readonly Canvas _canvas = new();

    /// <summary>Draws a picture.</summary>
    /// <param name="label">The class, as in Fashion-MNIST.</param>
    /// <param name="seed">Which family of pictures.</param>
    /// <param name="number">Which picture of it.</param>
    /// <param name="picture">28×28 bytes to fill.</param>
    public void Paint(int label, ulong seed, ulong number, Span<byte> picture)
    {
        Dice dice = new(seed, number);
        bool isShoe = label is 5 or 7 or 9;
        _canvas.Begin(Pose.Random(dice, canFlip: isShoe));
        switch (label)
        {
            case 0: TShirt.Paint(_canvas, dice); break;
            case 1: Trousers.Paint(_canvas, dice); break;
            case 2: Pullover.Paint(_canvas, dice); break;
            case 3: Dress.Paint(_canvas, dice); break;
            case 4: Coat.Paint(_canvas, dice); break;
            case 5: Sandal.Paint(_canvas, dice); break;
            case 6: Shirt.Paint(_canvas, dice); break;
            case 7: Sneaker.Paint(_canvas, dice); break;
            case 8: Bag.Paint(_canvas, dice); break;
            case 9: AnkleBoot.Paint(_canvas, dice); break;
            default: throw new ArgumentOutOfRangeException(nameof(label), label, "There are ten classes of garments.");
        }

        _canvas.Finish(dice, picture);
    }
}
