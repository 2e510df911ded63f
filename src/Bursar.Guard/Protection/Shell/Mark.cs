using System.Buffers;

namespace Bursar.Guard.Protection.Shell;

/// <summary>
/// Characters that stand in a word for what the shell would act upon, so that a quoted <c>*</c> and a bare one stay apart.
/// They are from Unicode's private use; in a command they are replaced before reading.
/// </summary>
internal static class Mark
{
    public const char Any = '\uE000';
    public const char One = '\uE001';
    public const char Set = '\uE002';

    /// <summary>A text that is only known when the command runs.</summary>
    public const char Unknown = '\uE003';
    public const char Open = '\uE004';
    public const char Close = '\uE005';
    public const char Tilde = '\uE006';

    public static readonly SearchValues<char> All = SearchValues.Create(Any, One, Set, Unknown, Open, Close, Tilde);

    public const string UnknownText = "\uE003";

    private const string Plainly = "*?[\uE003{}~";

    /// <summary>The text as it was typed, for names and for code; what is not known stays so.</summary>
    public static string Plain(string word) =>
        word.AsSpan().IndexOfAny(All) < 0 ? word : string.Create(word.Length, word, static (to, from) =>
        {
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = from[i] is >= Any and <= Tilde ? Plainly[from[i] - Any] : from[i];
            }
        });

    /// <summary>A command without such characters of its own.</summary>
    public static string Clean(string command) =>
        command.AsSpan().IndexOfAny(All) < 0 ? command : string.Create(command.Length, command, static (to, from) =>
        {
            for (var i = 0; i < from.Length; i++)
            {
                to[i] = from[i] is >= Any and <= Tilde ? '\uFFFD' : from[i];
            }
        });
}
