namespace Bursar.Bench.Corpus;

/// <summary>Bytes that look like encoded images and signatures.</summary>
internal static class Base64
{
    private static ReadOnlySpan<byte> Alphabet => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;

    public static ReadOnlyMemory<byte> Text(Dice dice, long length)
    {
        byte[] text = new byte[length];
        ulong bits = 0;
        for (int i = 0; i < text.Length; i++)
        {
            bits = i % 10 == 0 ? dice.Next() : bits >> 6;
            text[i] = Alphabet[(int)(bits & 63)];
        }

        return text;
    }
}
