namespace Bursar.Guard;

/// <summary>
/// What was not quoted in a shell word keeps its meaning as one of these characters, which no text uses; a quoted <c>*</c>
/// stays a <c>*</c>.
/// </summary>
internal static class Mark
{
    public const char Any = '\uFFF1';
    public const char One = '\uFFF2';
    public const char Set = '\uFFF3';
    public const char Open = '\uFFF4';
    public const char Comma = '\uFFF5';
    public const char Close = '\uFFF6';

    /// <summary>Where an expansion that was not quoted ends one word and begins the next.</summary>
    public const char Split = '\uFFF7';

    /// <summary>Text that only running the command would tell.</summary>
    public const char Unknown = '\uFFF8';

    public const string UnknownText = "\uFFF8";

    public static char Of(char c) => c switch { '*' => Any, '?' => One, '[' => Set, '{' => Open, ',' => Comma, '}' => Close, _ => c };

    /// <summary>The word as it would be printed.</summary>
    public static string Plain(string word)
    {
        if (word.AsSpan().IndexOfAnyInRange(Any, Unknown) < 0)
        {
            return word;
        }

        return string.Create(word.Length, word, static (span, text) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                span[i] = text[i] switch { Any => '*', One => '?', Set => '[', Open => '{', Comma => ',', Close => '}', Split => ' ', var c => c };
            }
        });
    }
}
