using System.Buffers;

namespace Bursar.Ledger.Phases;

/// <summary>Names and ids of phases: one line that a person can read.</summary>
internal static class PhaseLabel
{
    private const int MaxLength = 100;

    /// <summary>Marks that turn the direction of what follows, beyond the label.</summary>
    private static readonly SearchValues<char> TurnsText = SearchValues.Create("\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069\u2028\u2029");

    public static string Check(string text, string what)
    {
        var label = text.Trim();
        if (label.Length is 0 or > MaxLength)
        {
            throw UserError.BadInput($"{what} has {label.Length} characters; expected 1 to {MaxLength}.", "Give the phase a short name, such as requirements.");
        }

        if (label.Any(char.IsControl) || label.AsSpan().IndexOfAny(TurnsText) >= 0 || label.Any(char.IsSurrogate) && !IsWellFormed(label))
        {
            throw UserError.BadInput($"{what} holds characters that cannot be shown; expected one line of text.");
        }

        return label;
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[++i])))
            {
                return false;
            }
        }

        return true;
    }
}
