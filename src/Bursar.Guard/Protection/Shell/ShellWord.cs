namespace Bursar.Guard.Protection.Shell;

internal enum PartKind
{
    /// <summary>Text, with marks for what the shell acts upon.</summary>
    Literal,

    /// <summary>A variable by its name, with the word that stands in for it when it has no value.</summary>
    Variable,

    /// <summary>A command whose output is put here.</summary>
    Substitution,

    /// <summary>A command that is run, and the path of a pipe is put here.</summary>
    Process,
}

internal readonly record struct ShellPart(PartKind Kind, string Text, bool Quoted, ShellWord? Otherwise = null);

/// <summary>One word of a command before it is expanded.</summary>
internal sealed class ShellWord
{
    public static readonly ShellWord Empty = new() { IsQuoted = true };

    public List<ShellPart> Parts { get; } = [];

    /// <summary>Whether some part is quoted, so that the word stays even if it is empty.</summary>
    public bool IsQuoted { get; set; }

    /// <summary>The words of <c>name=(…)</c>.</summary>
    public List<ShellWord>? Array { get; set; }

    /// <summary>The word when it holds nothing to be expanded.</summary>
    public string? Literal => Parts.Count switch { 0 => "", 1 when Parts[0].Kind is PartKind.Literal => Parts[0].Text, _ => null };

    /// <summary>The text that the word begins with, whatever comes after.</summary>
    public string Start => Parts.Count > 0 && Parts[0].Kind is PartKind.Literal ? Parts[0].Text : "";

    public static ShellWord Of(string literal)
    {
        var word = new ShellWord();
        word.Parts.Add(new ShellPart(PartKind.Literal, literal, false));
        return word;
    }
}

internal enum TokenKind
{
    Word,
    Operator,
    Redirect,
    End,
}

/// <param name="Text">The operator.</param>
/// <param name="Word">The word, or what a redirect leads to; of a here-document its text.</param>
internal readonly record struct ShellToken(TokenKind Kind, string Text, ShellWord? Word = null);
